import { createStore } from "zustand/vanilla";

export type ThemeChoice = "system" | "light" | "dark";
export type Theme = "light" | "dark";

const storageKey = "tandem.theme";
const darkQuery = "(prefers-color-scheme: dark)";

function storedChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(storageKey);
    return stored === "light" || stored === "dark" ? stored : "system";
  } catch {
    // A browser that keeps nothing: the system's choice stands.
    return "system";
  }
}

function resolve(choice: ThemeChoice): Theme {
  if (choice !== "system") return choice;
  return matchMedia(darkQuery).matches ? "dark" : "light";
}

/** What was chosen, and what that means now; light until `applyTheme` has looked. */
export const themeStore = createStore<{ readonly choice: ThemeChoice; readonly theme: Theme }>(() => ({
  choice: "system",
  theme: "light",
}));

export function chooseTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(storageKey, choice);
  } catch {
    // Kept for this page only, then.
  }
  themeStore.setState({ choice, theme: resolve(choice) });
}

/** Keeps the page in step with the choice and the system; once, at the start. */
export function applyTheme(): void {
  const apply = () => {
    document.documentElement.dataset["theme"] = themeStore.getState().theme;
  };
  const follow = (choice: ThemeChoice) => themeStore.setState({ choice, theme: resolve(choice) });
  themeStore.subscribe(apply);
  matchMedia(darkQuery).addEventListener("change", () => follow(themeStore.getState().choice));
  follow(storedChoice());
}
