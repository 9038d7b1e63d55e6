import { Glyph } from "./type-icon";

export const CLOSE = "M6 6l12 12M18 6L6 18";

type HeadProps = { markAllRead: (() => void) | undefined; close: () => void };

/** The panel's title, what concerns all of it, and on a phone the way out. */
export function PanelHead({ markAllRead, close }: HeadProps) {
  return (
    <div className="pl-head">
      <h2>Notifications</h2>
      <button type="button" className="pl-text-button" disabled={!markAllRead} onClick={markAllRead}>
        Mark all read
      </button>
      <button type="button" className="pl-action pl-close" aria-label="Close" onClick={close}>
        <Glyph path={CLOSE} size={18} />
      </button>
    </div>
  );
}
