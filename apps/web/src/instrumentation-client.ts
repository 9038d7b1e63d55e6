// Zod would try whether it may evaluate code, which the policy of our pages forbids and a browser reports. It is told
// before it is loaded, in its own global, so that no page loads it for that.
Reflect.set(globalThis, "__zod_globalConfig", { jitless: true });
