import { Tooltip } from "radix-ui";
import { type ReactNode, useEffect, useState } from "react";
import { Toaster } from "sonner";
import { useStore } from "zustand";
import type { Crypto } from "../shared/base/ports.ts";
import { type Face, findFace } from "./bridge.ts";
import { GuestApp } from "./guest/guest-app.tsx";
import { LookingView } from "./join/looking-view.tsx";
import { LockedPage } from "./owner/locked-page.tsx";
import { OwnerApp } from "./owner/owner-app.tsx";
import { themeStore } from "./ui/theme.ts";

/** What every face has around it. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const theme = useStore(themeStore, (state) => state.theme);
  return (
    <Tooltip.Provider delayDuration={450} skipDelayDuration={200}>
      {children}
      <Toaster theme={theme} position="bottom-right" closeButton />
    </Tooltip.Provider>
  );
}

/** One page, three faces: an owner's window or browser tab, a guest's page, and an owner's page that has lost its key. */
export function App({ crypto }: { readonly crypto: Crypto }) {
  const [face, setFace] = useState<Face>();
  useEffect(() => void findFace(crypto).then(setFace), [crypto]);
  return (
    <Shell>
      <FaceView face={face} crypto={crypto} />
    </Shell>
  );
}

function FaceView({ face, crypto }: { readonly face: Face | undefined; readonly crypto: Crypto }) {
  switch (face?.name) {
    case undefined:
      return <LookingView what="Starting" />;
    case "owner":
      return <OwnerApp bridge={face.bridge} />;
    case "guest":
      return <GuestApp url={face.url} crypto={crypto} />;
    case "locked":
      return <LockedPage />;
  }
}
