internal import SweepModel

// The image that the runs are containers of, and what such a container is given.
extension SpecificationBuilder {
    static let engines = ["podman", "docker", "none"]
    private static let laterEngines = ["apptainer", "slurm"]

    mutating func readContainer() {
        let known = ["image", "engine", "network", "shm_size", "mounts", "options"]
        guard let container = part("container", known: known) else { return }
        let engine = readEngine(container)
        guard let (image, amdImage) = readImages(container) else {
            if let engine, engine != "none", !container.has("image") {
                log.error(
                    container.place, "'container' lacks 'image', which the engine '\(engine)' starts",
                    hint: "e.g. image: localhost/digits:1")
            }
            return
        }
        guard engine != "none" else {
            log.error(container.place, "the engine 'none' starts no image", hint: "leave out 'image' or 'engine'")
            return
        }
        specification.container = ContainerChoice(
            image: image, engine: engine, network: container.choice("network", ContainerNetwork.self) ?? .none,
            sharedMemory: container.byteCount("shm_size"), mounts: readMounts(container),
            options: readOptions(container), amdImage: amdImage)
    }

    private func readEngine(_ container: Section) -> String? {
        guard let element = container["engine"] else { return nil }
        if let text = element.text, Self.engines.contains(text) { return text }
        if let text = element.text, Self.laterEngines.contains(text) {
            log.error(
                element.place, "the engine \(element.shown) is not supported yet",
                hint: "use 'podman', 'docker' or 'none'")
        } else {
            container.expected("engine", Self.engines.joined(separator: " or "), got: element)
        }
        return nil
    }

    /// One image, or one for each vendor's cards.
    private func readImages(_ container: Section) -> (image: String, amdImage: String?)? {
        guard let element = container["image"], element.entries != nil else {
            return readImage(container, "image").map { ($0, nil) }
        }
        let vendors = Vendor.allCases.map(\.rawValue)
        guard let images = Section(element, path: "container.image", log: log, known: vendors) else { return nil }
        for vendor in vendors where !images.has(vendor) {
            log.error(element.place, "'container.image' lacks '\(vendor)'", hint: "image: {nvidia: NAME, amd: NAME}")
        }
        guard let image = readImage(images, Vendor.nvidia.rawValue), let other = readImage(images, Vendor.amd.rawValue)
        else { return nil }
        return (image, other == image ? nil : other)
    }

    private func readImage(_ section: Section, _ key: String) -> String? {
        guard let element = section[key], let image = section.string(key, max: 1024) else { return nil }
        if case .archive(let path) = ImageSource(image) {
            if !path.isEmpty, !path.contains("\0") { return image }
            section.expected(key, "a path after its ':'", got: element)
            return nil
        }
        guard !image.hasPrefix("-"), !image.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            section.expected(key, "the name of an image", got: element)
            return nil
        }
        return image
    }
}
