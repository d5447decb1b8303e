package import SweepModel

/// Finds out what an image's name means on this host, for the user who asks.
package enum ImageLookup {
    /// Longer than podman ever takes, unless it hangs.
    private static let timeout = Span.seconds(30)

    /// - Parameters:
    ///   - name: as the specification has it; nothing is pulled.
    ///   - environment: of the client; PATH, HOME and XDG_RUNTIME_DIR are what it needs.
    /// - Throws: a ``Fault`` with code `specification` where there is no such image, `failed` where podman does not say.
    package static func podman(_ name: String, environment: [EnvironmentEntry]) async throws(Fault) -> ImageRecord {
        let format = "{{.Id}} {{.Digest}} {{.Architecture}}"
        let act = "cannot find the image '\(name)'"
        let output: ShortCommand.Output
        do throws(ShortCommand.Failure) {
            output = try await ShortCommand.run(
                "podman", ["image", "inspect", "--format", format, "--", name], environment: environment, limit: 4096,
                timeout: timeout)
        } catch {
            throw Fault(.failed, "\(act): podman did not say: \(error.reason)", hint: "see what 'podman info' says")
        }
        guard output.code == 0 else {
            throw Fault(
                .specification, "\(act): \(output.reason)",
                hint: "build it, or 'podman pull \(name)'; 'podman images' lists what is there")
        }
        let words = output.text.split { $0 == " " || $0 == "\n" }.map(String.init)
        guard words.count == 3 || words.count == 2, let id = words.first, let architecture = words.last else {
            throw Fault(.failed, "\(act): podman said '\(output.text)'")
        }
        let image = ImageRecord(
            name: name, id: id, digest: words.count == 3 ? words[1] : nil, architecture: architecture)
        guard image.hasValidID else { throw Fault(.failed, "\(act): podman said '\(output.text)'") }
        return image
    }
}
