const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `90s`, `15m`, `24h`, `7d` → ms; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,6})([smhd])$/.exec(text.trim());
  const unit = match?.[2] as keyof typeof unitsMs | undefined;
  return match === null || unit === undefined ? undefined : Number(match[1]) * unitsMs[unit];
}
