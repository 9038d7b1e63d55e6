import { readFileSync } from "node:fs";
import { checkServerIdentity, type ConnectionOptions, type PeerCertificate } from "node:tls";

const MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"] as const;
type Mode = (typeof MODES)[number];
/** The driver's TLS for `sslmode` and `sslrootcert` as libpq knows them. Throws a sentence for who wrote them. */
export function tlsOf(host: string, parameters: URLSearchParams): "prefer" | ConnectionOptions | undefined {
  const root = parameters.get("sslrootcert");
  const mode = modeOf(parameters.get("sslmode"), root, host);
  if (mode === "disable") return undefined;
  if (mode === "prefer" || mode === "allow") return "prefer";
  if (mode === "require" && root === null) return { rejectUnauthorized: false };
  if (mode === "verify-ca" && root === null) {
    throw new Error(
      "A database URL has sslmode=verify-ca without sslrootcert: the file with the certificate to trust.",
    );
  }
  const ca = root === null || root === "system" ? {} : { ca: certificateIn(root) };
  // The driver names no host where it is an address, and Node would take the certificate of another.
  const isOfHost = (_: string, certificate: PeerCertificate) => checkServerIdentity(host, certificate);
  return {
    ...ca,
    rejectUnauthorized: true,
    checkServerIdentity: mode === "verify-full" ? isOfHost : () => undefined,
  };
}

function modeOf(given: string | null, root: string | null, host: string): Mode {
  if (given === null) {
    if (root === "system") return "verify-full";
    return isLocal(host) && root === null ? "disable" : "prefer";
  }
  const mode = MODES.find((one) => one === given);
  if (mode === undefined) throw new Error(`A database URL has sslmode=${given}; it is one of ${MODES.join(", ")}.`);
  if (root === "system" && mode !== "verify-full") {
    throw new Error("A database URL has sslrootcert=system, which needs sslmode=verify-full.");
  }
  return mode;
}

function isLocal(host: string): boolean {
  return ["localhost", "127.0.0.1", "::1"].includes(host);
}

function certificateIn(file: string): Buffer {
  try {
    return readFileSync(/* turbopackIgnore: true */ file);
  } catch (error) {
    throw new Error(`The certificate ${file} of sslrootcert cannot be read.`, { cause: error });
  }
}

const REFUSED: Record<string, string> = {
  ERR_TLS_CERT_ALTNAME_INVALID: "is for another host",
  CERT_HAS_EXPIRED: "has expired",
  CERT_NOT_YET_VALID: "is not valid yet",
};

/** A sentence for a connection that TLS kept from being made; undefined for any other error. */
export function tlsFailure(code: string | undefined, where: string): string | undefined {
  if (code === undefined) return undefined;
  if (code === "TLS_REFUSED") return `The database at ${where} does not speak TLS, and sslmode asks for it.`;
  const isCertificate = /CERT|SIGNATURE|ISSUER|CHAIN/.test(code);
  if (!isCertificate) return undefined;
  return `The certificate of the database at ${where} ${REFUSED[code] ?? "is not signed by one that sslrootcert names"} (${code}).`;
}
