internal import Glibc
internal import SweepModel

/// Finds out what an image's name means on this host, for the user who asks.
enum ImageLookup {
    /// One line of four fields, of which the digest may be empty: podman says it itself, docker beside the names. The last
    /// is a JSON list, in which any character may be.
    private static let formats = [
        "podman": "{{.Id}}|{{.Digest}}|{{.Architecture}}|{{json .Config.Env}}",
        "docker": "{{.Id}}|{{with .RepoDigests}}{{index . 0}}{{end}}|{{.Architecture}}|{{json .Config.Env}}",
    ]

    /// The image of that name; nil where there is none.
    static func image(_ name: String, _ client: ImageClient) async throws(Fault) -> ImageRecord? {
        let act = "cannot find the image '\(name)'"
        let format = formats[client.engine] ?? ""
        let answer = try await client.answer(["image", "inspect", "--format", format, "--", name], act: act)
        guard answer.code == 0 else {
            if isAbsence(answer.errors) { return nil }
            throw Fault(.specification, "\(act): \(answer.reason)", hint: "see what '\(client.engine) info' says")
        }
        let line = answer.text.split(separator: "\n").first ?? ""
        let words = line.split(separator: "|", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        guard words.count == 4 else { throw Fault(.failed, "\(act): \(client.engine) said '\(answer.text)'") }
        var image = ImageRecord(
            name: name, id: bare(words[0]), digest: words[1].split(separator: "@").last.map(String.init),
            architecture: words[2])
        let variables = (try? JSONParser.parse(Array(words[3].utf8)))?.arrayValue ?? []
        image.vendor = ImageRecord.vendor(ofVariables: variables.compactMap(\.stringValue))
        guard image.hasValidID else { throw Fault(.failed, "\(act): \(client.engine) said '\(answer.text)'") }
        return image
    }

    /// In the words of podman 4, docker and podman's service.
    private static func isAbsence(_ words: String) -> Bool {
        ["image not known", "No such image", "no such image"].contains { words.contains($0) }
    }

    /// All images that the engine has: their ids, and which of them a name means.
    static func all(
        _ client: ImageClient, act: String
    ) async throws(Fault) -> (ids: Set<String>, names: [String: String]) {
        let format = "{{.Repository}}:{{.Tag}} {{.ID}}"
        let answer = try await client.answer(["images", "--all", "--no-trunc", "--format", format], act: act)
        guard answer.code == 0 else { throw Fault(.failed, "\(act): \(answer.reason)") }
        let lines = answer.text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        let named = lines.filter { $0.count == 2 }.map { ($0[0], bare($0[1])) }
        return (Set(lines.compactMap(\.last).map(bare)), Dictionary(named) { first, _ in first })
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
