/** Why what was asked for was not done, where it was asked for. */
export function Refused({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p className="field__error" role="alert">
      {text}
    </p>
  );
}
