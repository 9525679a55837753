import { type MemberCalls, memberCalls } from "./member-calls.ts";
import type { Program, Workplace } from "./workplace.ts";

export type Member = Program<MemberCalls>;

/** A measuring participant, connected over WebRTC. */
export async function startMember(
  workplace: Workplace,
  link: string,
  name: string,
  terminal = false,
): Promise<Member> {
  const member = workplace.fork(memberCalls, "member");
  await member.call("join", { link, name, terminal });
  return member;
}

export function startMembers(
  workplace: Workplace,
  link: string,
  count: number,
  terminal = false,
): Promise<Member[]> {
  const names = Array.from({ length: count }, (_, index) => `Member ${index + 1}`);
  return Promise.all(names.map((name) => startMember(workplace, link, name, terminal)));
}
