import "./no-eval.ts";
import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/controls.css";
import "./ui/overlays.css";
import { createRoot } from "react-dom/client";
import { invariant } from "../shared/base/assert.ts";
import { createNobleCrypto } from "../shared/channel/noble-crypto.ts";
import { App } from "./app.tsx";
import { pageRandom } from "./platform.ts";
import { applyTheme } from "./ui/theme.ts";

applyTheme();
const root = document.getElementById("root");
invariant(root !== null, "the page has a root");
createRoot(root).render(<App crypto={createNobleCrypto(pageRandom)} />);
