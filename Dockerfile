# The server and the command line, without an embedded PostgreSQL: DATABASE_URL is needed. docs/recipes/deploy.md
ARG NODE_VERSION=20

FROM docker.io/library/node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /app
ENV CI=true NEXT_TELEMETRY_DISABLED=1
# What is installed changes seldom: a layer of its own.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY patches patches
COPY apps/web/package.json apps/web/
COPY packages/core/package.json packages/core/
COPY packages/db/package.json packages/db/
COPY packages/api/package.json packages/api/
COPY packages/react/package.json packages/react/
COPY tooling/package.json tooling/
RUN npx --yes "pnpm@$(node -p 'require("./package.json").devEngines.packageManager.version')" install --frozen-lockfile
COPY . .
RUN node tooling/pack.mjs /packed

FROM docker.io/library/node:${NODE_VERSION}-bookworm-slim
# The same folder as above: Next remembers where it was built.
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOST=0.0.0.0 PORT=3000
COPY --from=build /packed ./
RUN ln -s /app/tooling/cli.mjs /usr/local/bin/cli
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT []
CMD ["node", "apps/web/.next/front.mjs"]
