import { ChevronDown } from "lucide-react";
import { Collapsible } from "radix-ui";
import { useState } from "react";
import type { HostClient } from "../../shared/client/host-client.ts";
import type { LinkSummary } from "../../shared/wire/host-api.ts";
import { useSessionState } from "../store/use-session.ts";
import { useSignaling } from "../store/use-signaling.ts";
import { Button } from "../ui/button.tsx";
import { copyText } from "../ui/copy-text.ts";
import { Segments, SelectField, SwitchRow } from "../ui/fields.tsx";
import { Notice } from "../ui/notice.tsx";
import { LinkRow } from "./link-row.tsx";
import { approvalOf, lifetimes, type ShareForm, shareDefaults, shareInput, useLimits } from "./share-form.ts";
import "./share.css";
import { useLinks } from "./use-links.ts";

const grants = [
  { value: "view", label: "View only" },
  { value: "interact", label: "May type" },
] as const;

export function SharePanel({ host }: { readonly host: HostClient }) {
  const session = useSessionState((state) => state.id);
  const mode = useSessionState((state) => state.mode.name);
  const signaling = useSignaling(host);
  const links = useLinks(host, session);
  const [form, setForm] = useState<ShareForm>(shareDefaults);
  const [made, setMade] = useState<{ readonly link: LinkSummary; readonly copied: boolean }>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const change = (changes: Partial<ShareForm>) => setForm({ ...form, ...changes });

  const create = async () => {
    setBusy(true);
    setError(undefined);
    const answer = await host.call("link.share", { session, ...shareInput(form) });
    setBusy(false);
    if (!answer.ok) return setError(answer.error.message);
    setMade({ link: answer.value, copied: await copyText(answer.value.url) });
    links.reload();
  };

  const known = links.name === "here" ? links.links : [];
  // In the order of the log, so the newest is the last.
  const open = known.filter((each) => each.status === "open").reverse();
  const closed = known.filter((each) => each.status !== "open");
  return (
    <div className="share__panel">
      <h2 className="share__title">Share this session</h2>
      {signaling?.status === "offline" && (
        <Notice tone="warning">
          {signaling.message ?? "The signaling server cannot be reached: nobody can join until it is back."}
        </Notice>
      )}
      <Segments
        label="What the link allows"
        choices={grants}
        value={form.grant}
        onChange={(grant) => change({ grant })}
      />
      <p className="field__hint share__grant">
        {form.grant === "view"
          ? "Whoever opens the link watches. You can let them type later."
          : mode === "view_only"
            ? "They may type once the session is interactive; it is view only now."
            : "Whoever opens the link types into your session, as you do."}
      </p>
      <div className="share__pair">
        <SelectField
          label="Lasts"
          choices={lifetimes}
          value={form.lifetime}
          onChange={(lifetime) => change({ lifetime })}
        />
        <SelectField
          label="For"
          choices={useLimits}
          value={form.uses}
          onChange={(uses) => change({ uses })}
        />
      </div>
      <SwitchRow
        label="Ask me before anybody comes in"
        checked={approvalOf(form)}
        onChange={(approval) => change({ approval })}
      />
      <Button look="primary" busy={busy} onClick={() => void create()} data-testid="create-link">
        Create link and copy it
      </Button>
      {error !== undefined && (
        <p className="field__error" role="alert">
          {error}
        </p>
      )}
      {signaling?.lan === true && signaling.url.startsWith("http:") && (
        <Notice tone="warning">
          Links lead to this machine on your network without TLS. Others on that network could change the page
          a browser guest gets; guests with the app or the command line are safe.
        </Notice>
      )}
      <div className="share__links" aria-live="polite">
        {links.name === "loading" && <div className="skeleton" style={{ height: 44 }} />}
        {links.name === "failed" && (
          <p className="field__error">
            {links.message}{" "}
            <Button look="quiet" size="small" onClick={links.reload}>
              Try again
            </Button>
          </p>
        )}
        {open.length > 0 && <h3 className="panel__label">Open links</h3>}
        <ul>
          {open.map((each) => (
            <LinkRow key={each.id} link={each} justMade={made?.link.id === each.id ? made : undefined} />
          ))}
        </ul>
        {closed.length > 0 && (
          <Collapsible.Root>
            <Collapsible.Trigger className="share__closed">
              <ChevronDown size={14} aria-hidden="true" />
              {closed.length} closed
            </Collapsible.Trigger>
            <Collapsible.Content>
              <ul>
                {closed.map((each) => (
                  <LinkRow key={each.id} link={each} justMade={undefined} />
                ))}
              </ul>
            </Collapsible.Content>
          </Collapsible.Root>
        )}
      </div>
    </div>
  );
}
