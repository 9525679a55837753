import { modeText } from "../mode-words.ts";
import { nameIn, type Tellers } from "./moment.ts";

export const sessionTellers: Tellers = {
  "mode.changed": (event, { before }) =>
    event.mode.name === before.mode.name
      ? "The settings of the session changed"
      : `The session is ${modeText(event.mode.name)} now`,
  "session.paused": (event, moment) =>
    event.by === moment.me ? undefined : `The session is paused by ${nameIn(moment, event.by)}`,
  "session.resumed": (event, { me }) => (event.by === me ? undefined : "The session goes on"),
  "four_eyes.required": (event) =>
    event.perCommand
      ? "From now on each command is proposed, and a second person approves it"
      : "A second person has to watch from now on",
  "recording.failed": () => "The recording failed. Nobody can type.",
  "session.ended": () => "The session has ended",
};
