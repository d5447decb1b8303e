internal import SweepControl
internal import SweepModel
internal import SweepRecords

/// What the images of a container are now: later changes of their names do not change the sweep.
struct ContainerImages {
    private let engine: String
    private let file: SpecificationFile
    private let store: String
    /// Whether the images are another user's, who fetches them.
    private let isService: Bool

    init(_ container: ContainerChoice, _ file: SpecificationFile, _ host: HostObject) {
        engine = container.engine ?? host.defaultEngine
        self.file = file
        store = host.sourceDir
        isService = host.isService
    }

    /// An archive is loaded here and now, since it may change; what a registry has is fetched when the sweep is queued.
    ///
    /// - Parameters:
    ///   - text: as the specification has it.
    ///   - vendor: whose cards it is for, where the specification says so.
    /// - Returns: nil where it must be fetched first.
    func find(_ text: String, for vendor: Vendor? = nil) async throws(Fault) -> ImageRecord? {
        if isService { return try theirs(text) }
        let own = Environment.all.map { EnvironmentEntry($0.name, $0.value) }
        let client = try ImageClient(engine: engine, environment: own)
        let image: ImageRecord? =
            switch ImageSource(text) {
            case .name(let name): try await NamedImage(name: name, store: store).known(client)
            case .archive(let written):
                try await ImageArchive(path: Paths.absolute(written, from: file.folder), name: text, store: store)
                    .image(client)
            }
        guard let image else {
            Console.error("the image '\(text)' is not here: \(engine) fetches it before any run starts")
            return nil
        }
        if let refusal = image.refusal(onCardOf: vendor) { throw refusal }
        return image
    }

    /// Of those that sweepd's own user has, this one knows nothing.
    private func theirs(_ text: String) throws(Fault) -> ImageRecord? {
        guard case .archive = ImageSource(text) else { return nil }
        throw Fault(
            .permission, "cannot load the image '\(text)': all runs here have the images of sweepd's own user",
            hint: "push it to a registry, or have an administrator load it there")
    }
}
