# The service runs from its sources: Node 26 reads TypeScript, so there is no build step.

# What the service needs at run time. Left out are the optional packages: a Node, which the image
# has, and the embedded PostgreSQL, which a container does without (set DATABASE_URL).
FROM node:26-slim AS packages
WORKDIR /ledger
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts

# A small OpenID issuer to try the service with: docker build --target issuer .
FROM node:26-slim AS issuer
WORKDIR /issuer
COPY package.json package-lock.json ./
RUN npm ci --omit=optional --ignore-scripts
COPY docs/deploy/issuer.mjs ./
USER 10001:10001
EXPOSE 4000
CMD ["node", "issuer.mjs"]

FROM node:26-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0
WORKDIR /ledger
# Volumes mounted here belong to the user below: the seal key, the record outside the database, and
# audit bundles.
RUN mkdir /keys /seals /bundles && chown 10001:10001 /keys /seals /bundles
COPY --from=packages /ledger/node_modules ./node_modules
COPY package.json ./
COPY reports ./reports
COPY schema ./schema
COPY src ./src
COPY docs/bundle ./docs/bundle
COPY docs/deploy/make-seal-key.mjs ./docs/deploy/
USER 10001:10001
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/health/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/main.ts"]
