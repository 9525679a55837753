/** How much may wait for a slow receiver: each its share, and all together what the machine has to spare. */
export interface QueueBudget {
  /** Whether a stream with so much waiting may have so much more. */
  allows(queuedBytes: number, bytes: number): boolean;
  /** The same for all streams on a host's line. */
  allowsLine(queuedBytes: number, bytes: number): boolean;
  add(bytes: number): void;
  remove(bytes: number): void;
  readonly totalBytes: number;
}

export interface QueueLimits {
  readonly streamQueueBytes: number;
  readonly linePendingBytes: number;
  readonly allQueuesBytes: number;
  /** What a stream may have waiting while all together have too much: so those who wait least stay. */
  readonly crowdedQueueBytes: number;
}

export function createQueueBudget(limits: QueueLimits): QueueBudget {
  let totalBytes = 0;
  return {
    allows(queuedBytes, bytes) {
      const most =
        totalBytes + bytes > limits.allQueuesBytes ? limits.crowdedQueueBytes : limits.streamQueueBytes;
      // The first frame always fits: it may be larger than the crowded share.
      return queuedBytes === 0 || queuedBytes + bytes <= most;
    },
    allowsLine(queuedBytes, bytes) {
      const most =
        totalBytes + bytes > limits.allQueuesBytes ? limits.streamQueueBytes : limits.linePendingBytes;
      return queuedBytes + bytes <= most;
    },
    add(bytes) {
      totalBytes += bytes;
    },
    remove(bytes) {
      totalBytes -= bytes;
    },
    get totalBytes() {
      return totalBytes;
    },
  };
}
