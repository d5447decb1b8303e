/// What `container.image` may say: a name that an engine knows, or an archive that it loads.
package enum ImageSource: Hashable, Sendable {
    case name(String)
    /// A path as written: relative to the specification's folder, or absolute.
    case archive(path: String)

    /// As podman and skopeo write them; the engine sees by itself which of the two a file is.
    package static let archivePrefixes = ["docker-archive:", "oci-archive:"]

    package init(_ text: String) {
        if let prefix = Self.archivePrefixes.first(where: text.hasPrefix) {
            self = .archive(path: String(text.dropFirst(prefix.count)))
        } else {
            self = .name(text)
        }
    }
}
