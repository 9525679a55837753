/** What a bookmark is about. */
export const bookmarkCategories = [
  { value: "milestone", label: "Milestone" },
  { value: "problem", label: "Problem" },
  { value: "resolution", label: "Resolution" },
  { value: "note", label: "Note" },
] as const;
