/** Pages without any part of the guest page: no script, no file, no state. */
const texts = {
  front: {
    title: "Tandem",
    lines: [
      "This is a Tandem signaling server. It introduces people who share a live session; it cannot see into one.",
      "To join a session, open the link you were given.",
    ],
  },
  "nothing-here": {
    title: "There is nothing here",
    lines: [
      "The address may be mistyped or cut short. A link to a session looks like /j/LNK-… and ends with a long part after #.",
      "Copy the whole link again, or ask whoever shared it for a new one.",
    ],
  },
  "use-app": {
    title: "Open this link with Tandem",
    lines: [
      "This server does not offer the page for joining in a browser.",
      "Open the link in the Tandem app, or in a terminal: tandem join, followed by the whole link.",
    ],
  },
} as const;

export function plainPage(name: keyof typeof texts): string {
  const { title, lines } = texts[name];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 20vh auto 0; padding: 0 1.5rem }
h1 { font-size: 1.25rem; font-weight: 600 }
p { opacity: 0.8 }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
${lines.map((line) => `<p>${line}</p>`).join("\n")}
</main>
</body>
</html>
`;
}
