import "@xterm/xterm/css/xterm.css";
import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import { useSessionModel } from "../../store/use-session.ts";
import { AnnotationLayer } from "../annotate/annotation-layer.tsx";
import { useMyPointer } from "../pointers/use-my-pointer.ts";
import { BackToLive } from "./back-to-live.tsx";
import { useMay, useOwns } from "../use-me.ts";
import type { Keyboard } from "./keyboard.ts";
import { LinkDialog } from "./link-dialog.tsx";
import { mountScreen, type Screen, type ScreenView } from "./mount.ts";
import "./surface.css";
import { SurfaceFrame } from "./surface-frame.tsx";
import { loadTerminalFont } from "./terminal.ts";

const nothingDrawn = createStore<ScreenView>(() => ({
  drawn: undefined,
  zoom: 1,
  linesBack: 0,
  grid: undefined,
  title: "",
  bells: 0,
}));

interface SurfaceProps {
  readonly keyboard: Keyboard;
  readonly fontSize: number;
  /** What the program on the screen calls itself. */
  readonly onTitle: (title: string) => void;
}

/** The shared screen. */
export function Surface({ keyboard, fontSize, onTitle }: SurfaceProps) {
  const model = useSessionModel();
  const pane = useRef<HTMLDivElement>(null);
  const element = useRef<HTMLDivElement>(null);
  const [screen, setScreen] = useState<Screen>();
  const [link, setLink] = useState<string>();
  // Not the same as having control: what the owner types takes it back.
  const types = useMay("input");
  const owns = useOwns();
  const firstFontSize = useRef(fontSize);
  const view = useStore(screen?.view ?? nothingDrawn);
  useMyPointer(pane, view.grid);

  useEffect(() => {
    let mounted: Screen | undefined;
    let gone = false;
    void loadTerminalFont().then(() => {
      if (gone || pane.current === null || element.current === null) return;
      mounted = mountScreen({
        model,
        keyboard,
        pane: pane.current,
        element: element.current,
        rules: owns,
        fontSize: firstFontSize.current,
        onLink: setLink,
      });
      // Tests compare the cells by xterm's own public buffer.
      Object.assign(element.current, { terminal: mounted.terminal });
      setScreen(mounted);
    });
    return () => {
      gone = true;
      mounted?.dispose();
    };
  }, [model, keyboard, owns]);

  useEffect(() => screen?.setInput(types), [screen, types]);
  useEffect(() => {
    if (owns) screen?.setFontSize(fontSize);
  }, [screen, owns, fontSize]);
  const appeared = view.drawn !== undefined;
  useEffect(() => {
    if (types && appeared) screen?.terminal.focus();
    // Once, when it appears (what is hidden takes no focus): later focus is the person's own business.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [screen, appeared]);

  useEffect(() => onTitle(view.title), [onTitle, view.title]);

  const { drawn } = view;
  const scaled =
    drawn === undefined ? {} : { width: drawn.width * drawn.scale, height: drawn.height * drawn.scale };
  return (
    <SurfaceFrame>
      <div ref={pane} className="surface__pane" data-zoomed={view.zoom > 1 || undefined}>
        <div className="surface__stage" style={scaled}>
          <div
            ref={element}
            className="surface__terminal"
            data-testid="terminal"
            dir="ltr"
            style={
              drawn === undefined
                ? { visibility: "hidden" }
                : {
                    width: drawn.width,
                    height: drawn.height,
                    transform: drawn.scale === 1 ? undefined : `scale(${drawn.scale})`,
                  }
            }
          />
          {view.grid !== undefined && <AnnotationLayer grid={view.grid} />}
        </div>
      </div>
      {view.bells > 0 && <span key={view.bells} className="surface__bell" aria-hidden="true" />}
      <BackToLive lines={view.linesBack} onBack={() => screen?.backToLive()} />
      <LinkDialog address={link} onClose={() => setLink(undefined)} />
    </SurfaceFrame>
  );
}
