internal import SweepModel

// What a container sees of the host, and the words that its engine gets besides.
extension SpecificationBuilder {
    private static let mountsMax = 64
    private static let optionsMax = 64
    private static let pathMax = 4096

    func readMounts(_ container: Section) -> [ContainerMount] {
        guard let element = container["mounts"] else { return [] }
        guard let items = element.items, items.count <= Self.mountsMax else {
            container.expected("mounts", "a list of at most \(Self.mountsMax) mounts", got: element)
            return []
        }
        var targets: Set<String> = []
        return items.compactMap { item in
            guard let mount = readMount(item, container) else { return nil }
            if !targets.insert(mount.target).inserted {
                log.error(item.place, "two mounts have the target \(quoted(mount.target))", hint: "leave one out")
            }
            return mount
        }
    }

    private func readMount(_ item: Element, _ container: Section) -> ContainerMount? {
        let path = container.key("mounts") + " item"
        let known = ["source", "target", "read_only"]
        guard let mount = Section(item, path: path, log: log, known: known) else { return nil }
        for name in ["source", "target"] where !mount.has(name) {
            log.error(item.place, "\(quoted(path)) lacks '\(name)'", hint: "e.g. {source: data, target: /data}")
        }
        let isReadOnly = mount.flag("read_only") ?? false
        guard let source = mount.string("source", max: Self.pathMax), !source.contains("\0"),
            let target = mount.string("target", max: Self.pathMax), let element = mount["target"]
        else { return nil }
        if let fault = MountTarget.fault(target) {
            mount.expected("target", fault, got: element)
            return nil
        }
        return ContainerMount(source: source, target: target, isReadOnly: isReadOnly)
    }

    func readOptions(_ container: Section) -> [String] {
        let items = container.strings("options", max: Self.optionsMax) ?? []
        for item in items { checkOption(item.text, item.place) }
        return items.map(\.text)
    }

    private func checkOption(_ text: String, _ place: Place) {
        guard let option = ContainerOption(text) else {
            return log.expected(
                "container.options item", "'--NAME' or '--NAME=VALUE'", got: Element(.string(text), at: place))
        }
        guard option.isKnown else {
            let hint = Suggestion.hint(for: option.name, among: ContainerOption.known)
            return log.error(
                place, "the option \(quoted(option.name)) is none that can be passed on: it may give away the host",
                hint: hint ?? "'container_options' in the daemon's configuration says which can")
        }
        guard option.name == "--tmpfs", let target = option.value?.split(separator: ":").first,
            let fault = MountTarget.fault(String(target))
        else { return }
        log.expected("--tmpfs", fault, got: Element(.string(String(target)), at: place))
    }
}
