import { z } from "zod";

/** How the parent's and the child's half of a forked engine tell each other what Electron's own messages would. */
const portMessage = z.object({
  to: z.literal("port"),
  id: z.number(),
  data: z.unknown().optional(),
  closed: z.boolean().optional(),
});

export const toChildSchema = z.discriminatedUnion("to", [
  z.object({ to: z.literal("parentPort"), data: z.unknown(), ports: z.array(z.number()) }),
  portMessage,
]);
export type ToChild = z.output<typeof toChildSchema>;

export const fromChildSchema = z.discriminatedUnion("to", [
  z.object({ to: z.literal("parent"), data: z.unknown() }),
  portMessage,
]);
export type FromChild = z.output<typeof fromChildSchema>;
