# The image of a release: the binary that goreleaser built, the certificates that it trusts, and a user without rights.
#
#     docker run --rm --volume "$PWD:/work:ro" IMAGE check recordings/
FROM --platform=$BUILDPLATFORM alpine:3.22 AS certificates
RUN apk add --no-cache ca-certificates

FROM scratch
ARG TARGETPLATFORM
COPY --from=certificates /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY $TARGETPLATFORM/apidrift /apidrift
WORKDIR /work
USER 65532:65532
ENTRYPOINT ["/apidrift"]
