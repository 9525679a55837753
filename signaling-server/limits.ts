import { maxLinksPerHost } from "../shared/signaling/messages.ts";

/** What bounds the server, whatever anybody sends. Defaults for one small machine serving teams. */
export interface SignalingLimits {
  readonly streamBytesPerSecond: number;
  readonly streamBurstBytes: number;
  readonly streamQueueBytes: number;
  readonly linePendingBytes: number;
  readonly allQueuesBytes: number;
  readonly crowdedQueueBytes: number;
  readonly lineQueueBytes: number;
  readonly streamsPerHost: number;
  readonly linksPerHost: number;
  readonly knownLinks: number;
  readonly linkLifeMs: number;
  readonly newLinksBurst: number;
  readonly newLinksPerHour: number;
  readonly lines: number;
  readonly guests: number;
  readonly waitingPerAddress: number;
  readonly waitingMs: number;
  readonly requestsUnderWay: number;
  readonly requestsPerSecond: number;
  readonly requestsBurst: number;
  readonly failures: number;
  readonly failuresWindowMs: number;
  readonly addressesWatched: number;
  readonly connections: number;
  readonly heartbeatMs: number;
  readonly closeGraceMs: number;
}

const mebibyte = 1_048_576;

export const defaultLimits: SignalingLimits = {
  // A busy terminal is 10 to 100 kB/s; a flood is skipped by the host long before. Enough for VNC at a modest rate.
  streamBytesPerSecond: 2 * mebibyte,
  // A late joiner's keyframe with 5,000 lines of scrollback is 250 to 600 kB; a look back through a recording a few MB.
  streamBurstBytes: 8 * mebibyte,
  // Half a second of the sustained rate: who is further behind than that resumes from a keyframe sooner than it catches up.
  streamQueueBytes: mebibyte,
  // What guests have sent to one host and it has not taken yet: keystrokes and acknowledgements, a few kB in practice.
  linePendingBytes: 16 * mebibyte,
  // All queues together: what a machine with 1 GB has to spare.
  allQueuesBytes: 256 * mebibyte,
  // While they are full, what each stream may still have waiting: one frame under way.
  crowdedQueueBytes: 65_536,
  // Handed to a host's socket ahead of the network; little, because there streams can no longer overtake each other.
  lineQueueBytes: 262_144,
  // 100 participants, each once more while it reconnects.
  streamsPerHost: 200,
  linksPerHost: maxLinksPerHost,
  // 200 bytes each, and the whole file is written with every change: 10 MB is where that begins to hurt.
  knownLinks: 50_000,
  // The longest a host offers is 30 days; a day for clocks that disagree.
  linkLifeMs: 31 * 24 * 3_600_000,
  // Host keys cost nothing, so an address counts: two full hosts at once, as when a store was lost and everybody syncs.
  // Whoever means harm needs ten days of one address to fill the store; by then an operator has seen it.
  newLinksBurst: 2 * maxLinksPerHost,
  newLinksPerHour: 200,
  lines: 2_000,
  guests: 4_000,
  // A class of fifty behind one address opens a link in the same second.
  waitingPerAddress: 100,
  // From connecting to having presented a door, or a proof: one message on a bad mobile line.
  waitingMs: 10_000,
  requestsUnderWay: 512,
  // Links are published by people clicking; the burst is a session ending with all its links.
  requestsPerSecond: 20,
  requestsBurst: 400,
  failures: 100,
  failuresWindowMs: 15 * 60_000,
  // Addresses remembered for their failures, 100 bytes each; past it the longest quiet one is forgotten.
  addressesWatched: 20_000,
  connections: 8_000,
  // NAT tables forget quiet TCP connections after 30 s at the earliest; a dead one is noticed after two beats.
  heartbeatMs: 15_000,
  // For the last frames and the close to arrive; then the socket is cut.
  closeGraceMs: 3_000,
};
