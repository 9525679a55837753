const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A length of time as people say it: "4 min", "2 h 5 min", "3 days"; seconds below one minute. */
export function span(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole < minuteMs) return `${Math.round(whole / 1000)} s`;
  if (whole < hourMs) return `${Math.round(whole / minuteMs)} min`;
  if (whole < 10 * hourMs) {
    const minutes = Math.round((whole % hourMs) / minuteMs);
    const hours = Math.floor(whole / hourMs) + (minutes === 60 ? 1 : 0);
    return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
  }
  if (whole < 2 * dayMs) return `${Math.round(whole / hourMs)} h`;
  return `${Math.round(whole / dayMs)} days`;
}

/** "4 min left", "less than a minute left". */
export function left(untilMs: number, nowMs: number): string {
  const ms = untilMs - nowMs;
  if (ms <= 0) return "no time left";
  return ms < minuteMs ? "less than a minute left" : `${span(ms)} left`;
}

/** "just now", "5 min ago", "3 days ago". */
export function ago(atMs: number, nowMs: number): string {
  const ms = nowMs - atMs;
  return ms < 45_000 ? "just now" : `${span(Math.max(ms, minuteMs))} ago`;
}

/** m:ss below an hour, h:mm:ss above: for clocks that run. */
export function clockTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** The time of day, for a message of today; with the date for older ones. */
export function timeOfDay(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const time = at.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
  if (at.toDateString() === new Date(nowMs).toDateString()) return time;
  return `${at.toLocaleDateString(undefined, { day: "numeric", month: "short" })}, ${time}`;
}

/** To the second, for whoever hovers. */
export function exactTime(atMs: number): string {
  return new Date(atMs).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "medium" });
}

export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ["KB", "MB", "GB", "TB"];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit] ?? ""}`;
}

/** "Ana", "Ana and Ben", "Ana, Ben and 3 others". */
export function nameList(names: readonly string[], shown = 2): string {
  const [first = "", second = ""] = names;
  if (names.length <= 1) return first;
  if (names.length === 2) return `${first} and ${second}`;
  if (names.length === shown + 1) return `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
  return `${names.slice(0, shown).join(", ")} and ${names.length - shown} others`;
}
