internal import Glibc
package import SweepModel

/// Finds out what an image's name means on this host, for the user who asks.
package enum ImageLookup {
    /// One line of five fields, of which the digest may be empty: podman says it itself, docker beside the names.
    private static let formats = [
        "podman": "{{.Id}}|{{.Digest}}|{{.Architecture}}",
        "docker": "{{.Id}}|{{with .RepoDigests}}{{index . 0}}{{end}}|{{.Architecture}}",
    ]

    /// - Parameter name: as the specification has it; nothing is pulled.
    /// - Throws: a ``Fault`` with code `specification` where there is no such image, or it is for another architecture;
    ///   `failed` where the engine does not say, or is none that can be used.
    package static func find(_ name: String, _ client: ImageClient) async throws(Fault) -> ImageRecord {
        try await EngineVersion.check(client)
        guard let image = try await image(name, client) else {
            throw Fault(
                .specification, "cannot find the image '\(name)': \(client.engine) has none of that name",
                hint: "build it, or '\(client.engine) pull \(name)'; '\(client.engine) images' lists what is there")
        }
        if let refusal = image.refusal(onMachine: machine) { throw refusal }
        return image
    }

    /// The image of that name; nil where there is none.
    static func image(_ name: String, _ client: ImageClient) async throws(Fault) -> ImageRecord? {
        let act = "cannot find the image '\(name)'"
        let format = formats[client.engine] ?? ""
        let answer = try await client.answer(["image", "inspect", "--format", format, "--", name], act: act)
        guard answer.code == 0 else {
            if isAbsence(answer.errors) { return nil }
            throw Fault(.specification, "\(act): \(answer.reason)", hint: "see what '\(client.engine) info' says")
        }
        let fields = answer.text.split(separator: "\n").first?.split(separator: "|", omittingEmptySubsequences: false)
        let words = (fields ?? []).map(String.init)
        guard words.count == 3 else { throw Fault(.failed, "\(act): \(client.engine) said '\(answer.text)'") }
        let image = ImageRecord(
            name: name, id: bare(words[0]), digest: words[1].split(separator: "@").last.map(String.init),
            architecture: words[2])
        guard image.hasValidID else { throw Fault(.failed, "\(act): \(client.engine) said '\(answer.text)'") }
        return image
    }

    /// In the words of podman 4, docker and podman's service.
    private static func isAbsence(_ words: String) -> Bool {
        ["image not known", "No such image", "no such image"].contains { words.contains($0) }
    }

    /// Docker writes the algorithm before an id.
    static func bare(_ id: String) -> String {
        id.hasPrefix("sha256:") ? String(id.dropFirst("sha256:".count)) : id
    }

    /// What kind of machine this is, in the kernel's words.
    static var machine: String {
        var name = utsname()
        guard uname(&name) == 0 else { return "" }
        return withUnsafeBytes(of: name.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
