# The image: Node 26, the server, the built web app. Everything that is kept is under /vol.
FROM node:26-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY web/package.json web/
COPY demo-idp/package.json demo-idp/
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:26-bookworm-slim
ENV NODE_ENV=production SIGNPOST_LISTEN=0.0.0.0 SIGNPOST_DATA=/vol PORT=8080
# UID 999 and group 0, as the volume of a server that is replaced may already have.
RUN useradd --uid 999 --gid 0 --no-create-home signpost && mkdir /vol && chown 999:0 /vol && chmod g+rwX /vol
COPY --from=build --chown=999:0 /app /app
WORKDIR /app
USER 999:0
VOLUME /vol
EXPOSE 8080
HEALTHCHECK --start-period=20s CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/ready').then((a)=>process.exit(a.ok?0:1),()=>process.exit(1))"]
ENTRYPOINT ["node", "scripts/signpost.js"]
CMD ["serve"]
