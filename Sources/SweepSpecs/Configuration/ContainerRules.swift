package import SweepModel

/// What the daemon's configuration lets containers have of the host.
package struct ContainerRules: Hashable, Sendable {
    /// Absolute paths: mounts and mounted base folders lie beneath one of these. Nil bounds nothing but what the
    /// submitter can open.
    package var mountRoots: [String]?
    /// The widest network that a container may ask for.
    package var network: ContainerNetwork
    /// Names (`--tmpfs`), which allow every value, and whole options (`--sysctl=net.core.somaxconn=1024`).
    package var options: [String]

    /// What an empty file means.
    package init() {
        network = .outbound
        options = []
    }

    private static let itemsMax = 1000

    init(_ section: Section) {
        self.init()
        network = section.choice("network", ContainerNetwork.self) ?? network
        let roots = section.strings("mount_roots", max: Self.itemsMax)
        for root in roots ?? [] where !root.text.hasPrefix("/") {
            section.log.expected(
                "mount_roots item", "an absolute path", got: Element(.string(root.text), at: root.place))
        }
        mountRoots = roots?.map(\.text)
        let options = section.strings("container_options", max: Self.itemsMax) ?? []
        for option in options where ContainerOption(option.text)?.isKnown != true {
            section.log.error(
                option.place, "\(quoted(option.text)) cannot be allowed: sweepd sets it, or it gives away the host",
                hint: "known options: " + ContainerOption.known.joined(separator: ", "))
        }
        self.options = options.map(\.text)
    }

    /// What of a container is not allowed here.
    ///
    /// - Throws: `specification` with the configuration's key.
    package func check(_ container: ContainerChoice) throws(Fault) {
        guard container.network.isWithin(network) else {
            throw Fault(
                .specification,
                "cannot use 'container.network: \(container.network.rawValue)': the daemon's configuration allows "
                    + "'\(network.rawValue)' at most",
                hint: "an administrator may set 'network: \(container.network.rawValue)' there")
        }
        for text in container.options where !options.contains(text) {
            guard let option = ContainerOption(text), options.contains(option.name) else {
                throw Fault(
                    .specification, "cannot use the option '\(text)': the daemon's configuration does not allow it",
                    hint: "an administrator may name it in 'container_options'")
            }
        }
    }
}
