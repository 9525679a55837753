export type ToChild = { readonly signal: Uint8Array } | { readonly close: "left" };
export type FromChild =
  | { readonly signal: Uint8Array }
  | { readonly ready: true }
  | { readonly closed: string };
