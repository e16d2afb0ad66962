/** What the server said against a request, shown in place. */
export function Refused({ text }: { text: string | null }) {
  return (
    <div role="alert" className="refused">
      {text && <p className="notice st overdue">{text}</p>}
    </div>
  );
}
