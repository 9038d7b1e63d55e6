import { Panel } from "./panel";
import { Toasts } from "./toasts";
import type { UseNotificationBell } from "./use-notification-bell";

type LayersProps = { bell: UseNotificationBell; allHref: string | undefined; close: () => void };

/** What a bell shows besides itself: the panel while it is open, and what has happened just now. */
export function Layers({ bell, allHref, close }: LayersProps) {
  return (
    <>
      {bell.isOpen && <Panel bell={bell} allHref={allHref} close={close} />}
      <Toasts bell={bell} />
    </>
  );
}
