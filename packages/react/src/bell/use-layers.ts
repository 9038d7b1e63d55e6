import { useEffect, useState } from "react";

type LayersModule = typeof import("./layers");

let loaded: LayersModule | undefined;

const whenIdle = (run: () => void) =>
  typeof requestIdleCallback === "undefined" ? setTimeout(run, 1) : requestIdleCallback(run, { timeout: 2000 });

/**
 * The panel and the toasts, code of their own: the page need not wait for them. They come once the page has nothing else
 * to do, or are `wanted`; what was lost on its way comes when they are wanted again.
 */
export function useLayers(wanted: boolean): LayersModule["Layers"] | undefined {
  const [layers, setLayers] = useState(loaded);
  useEffect(() => {
    if (layers) return;
    const load = async () => {
      try {
        loaded = await import("./layers");
        setLayers(loaded);
      } catch {
        // Lost on its way: the bell is whole without it.
      }
    };
    if (wanted) void load();
    else whenIdle(() => void load());
  }, [layers, wanted]);
  return layers?.Layers;
}
