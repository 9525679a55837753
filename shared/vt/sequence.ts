/** `string`s of no function (SOS, PM, APC) are skipped and never reported. */
export type SequenceKind = "esc" | "csi" | "osc" | "dcs";

/**
 * One complete escape sequence. The scanner reuses the object: it is valid only during the call that brings it.
 * Offsets count characters (UTF-16 units) since the scanner began.
 */
export interface Sequence {
  readonly kind: SequenceKind;
  /** Prefix, intermediates and final as one number, see sequenceId. 0 for an OSC. */
  readonly id: number;
  /** CSI and DCS: at most 32, 0 where left out, sub-parameters left out. The first paramCount count. */
  readonly params: Int32Array;
  readonly paramCount: number;
  /** OSC: the number before the first semicolon, -1 where there is none or it is not a number. */
  readonly command: number;
  /** OSC: what follows the first semicolon. DCS: what follows the final. Cut off at maxPayload where overlong. */
  readonly data: string;
  readonly overlong: boolean;
  /** Offset of its first character. */
  readonly start: number;
  /** Offset after its last character; where ESC ends an OSC or DCS, that ESC begins the next sequence. */
  readonly end: number;
}

/** OSC and DCS payloads are kept up to this many characters: longer than any title, link or colour list in honest use. */
export const maxPayload = 8192;

/** More than any sequence without a payload needs; xterm reads 32 parameters of it. */
export const maxHeader = 1024;

/** The id of a sequence by its prefix, intermediates and final, as in `sequenceId("?$p")`. */
export function sequenceId(letters: string): number {
  let id = 0;
  for (let i = 0; i < letters.length; i++) id = (id << 8) | letters.charCodeAt(i);
  return id;
}
