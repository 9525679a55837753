import { Check, Copy, Eye, Keyboard, QrCode, Unlink } from "lucide-react";
import { QRCodeSVG } from "qrcode.react";
import { useEffect, useState } from "react";
import type { LinkSummary } from "../../shared/wire/host-api.ts";
import { IconButton } from "../ui/button.tsx";
import { copyText } from "../ui/copy-text.ts";
import { useNow } from "../ui/use-now.ts";
import { exactTime } from "../ui/words.ts";
import { grantWords, linkFacts } from "./link-words.ts";
import { RevokeDialog } from "./revoke-dialog.tsx";

/** "Copied" stays this long. */
const copiedShownMs = 2_000;

interface LinkRowProps {
  readonly link: LinkSummary;
  readonly justMade: { readonly copied: boolean } | undefined;
}

/** One link: what it gives, what became of it, its address. */
export function LinkRow({ link, justMade }: LinkRowProps) {
  const now = useNow(10_000);
  const [copied, setCopied] = useState<"yes" | "no" | undefined>(
    justMade === undefined ? undefined : justMade.copied ? "yes" : "no",
  );
  const [code, setCode] = useState(false);
  const [revoking, setRevoking] = useState(false);
  const { url } = link;
  const open = link.status === "open";
  const Icon = link.grant === "interact" ? Keyboard : Eye;

  useEffect(() => {
    if (copied !== "yes") return undefined;
    const timer = setTimeout(() => setCopied(undefined), copiedShownMs);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    if (url !== undefined) setCopied((await copyText(url)) ? "yes" : "no");
  };
  return (
    <li className={`link ${open ? "" : "link--closed"}`} data-testid="link">
      <div className="link__row">
        <Icon size={16} aria-hidden="true" />
        <div className="link__words">
          <span className="link__grant">
            {grantWords(link.grant)}
            {copied === "yes" && (
              <span className="link__copied" role="status">
                Copied
              </span>
            )}
          </span>
          <span className="muted small" title={`Until ${exactTime(link.expiresAtMs)}`}>
            {linkFacts(link, now)}
          </span>
        </div>
        {open && url !== undefined && (
          <>
            <IconButton label="Copy the link" onClick={() => void copy()}>
              {copied === "yes" ? (
                <Check size={16} aria-hidden="true" />
              ) : (
                <Copy size={16} aria-hidden="true" />
              )}
            </IconButton>
            <IconButton label="Show as QR code" aria-expanded={code} onClick={() => setCode(!code)}>
              <QrCode size={16} aria-hidden="true" />
            </IconButton>
          </>
        )}
        {open && (
          <IconButton label="Revoke the link" onClick={() => setRevoking(true)}>
            <Unlink size={16} aria-hidden="true" />
          </IconButton>
        )}
      </div>
      {open && url !== undefined && (justMade !== undefined || copied === "no") && (
        <input
          className="input input--mono link__url"
          aria-label="The link"
          readOnly
          value={url}
          data-testid="link-url"
          onFocus={(event) => event.target.select()}
        />
      )}
      {copied === "no" && (
        <p className="field__hint">The browser did not let it be copied. Select it and copy it by hand.</p>
      )}
      {code && url !== undefined && (
        <figure className="link__code">
          <QRCodeSVG value={url} size={176} marginSize={3} title="QR code of the link" />
          <figcaption className="muted small">
            Whoever scans it can open the link: treat it like the link itself.
          </figcaption>
        </figure>
      )}
      {revoking && <RevokeDialog link={link} onClose={() => setRevoking(false)} />}
    </li>
  );
}
