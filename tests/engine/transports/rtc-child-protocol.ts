export type ToChild = { readonly signal: Uint8Array } | { readonly close: "left" };
export type FromChild =
  | { readonly signal: Uint8Array }
  | { readonly ready: true }
  | { readonly closed: string };

/** The first byte of what goes over the call lane; behind it, a float64: when it was sent, or the running total. */
export const callFrames = { ping: 1, ack: 2 } as const;
