# The image of a release: the binary that goreleaser built, the certificates that it trusts, a folder for temporary files,
# and a user without rights.
#
#     docker run --rm --user "$(id -u)" --volume "$PWD:/work:ro" IMAGE check recordings/
FROM --platform=$BUILDPLATFORM alpine:3.22 AS root
RUN apk add --no-cache ca-certificates && mkdir -p /root-of-image/etc/ssl/certs && \
    cp /etc/ssl/certs/ca-certificates.crt /root-of-image/etc/ssl/certs/ && mkdir -m 1777 /root-of-image/tmp

FROM scratch
ARG TARGETPLATFORM
COPY --from=root /root-of-image/ /
COPY $TARGETPLATFORM/apidrift /apidrift
WORKDIR /work
USER 65532:65532
ENTRYPOINT ["/apidrift"]
