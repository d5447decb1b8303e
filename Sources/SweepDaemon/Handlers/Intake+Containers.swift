internal import SweepEngines
internal import SweepModel
internal import SweepSpecs

// What a sweep's containers may have here.
extension Intake {
    /// - Throws: `specification` for what the configuration does not allow, `limit` for what cannot be enforced.
    func checkContainer(of specification: Specification, owner: UInt32) throws(Fault) {
        if let refusal = specification.resources.unenforceable { throw refusal }
        if runAs == .service { try checkShared(specification) }
        guard let container = specification.container else {
            guard runAs == .service else { return }
            throw Fault(
                .permission, "cannot run a bare process: all runs here have the rights of sweepd's own user",
                hint: "name an image ('container: {image: …}'), or ask an administrator for 'run_as: submitter'")
        }
        try configuration.containers.check(container)
        let resources = specification.resources
        // What can be limited where an agent starts containers, only that agent knows.
        var host = engines
        if let known = agents.limits(of: owner) { host.limits = known }
        let limits = try EngineRegistry.engine(named: container.engine ?? defaultEngine).limits(on: host)
        if let refusal = limits.refusal(cpus: resources.cpus, memory: resources.memory) { throw refusal }
    }

    /// What nobody's rights but the submitter's own may do.
    private func checkShared(_ specification: Specification) throws(Fault) {
        let own = [
            specification.hooks == nil ? nil : "call 'hooks'",
            specification.secrets?.isEmpty ?? true ? nil : "read 'secrets'",
        ].compactMap { $0 }
        guard !own.isEmpty else { return }
        throw Fault(
            .permission,
            "cannot \(own.joined(separator: " and ")): all runs here have the rights of sweepd's own user",
            hint: "leave them out, or ask an administrator for 'run_as: submitter'")
    }

    /// Makes the default engine the sweep's own, so that it stays what it is under another configuration.
    func chooseEngine(_ specification: inout Specification, _ overlay: inout Overlay) {
        guard let container = specification.container, container.engine == nil else { return }
        specification.container?.engine = defaultEngine
        overlay = overlay.adding([Override(key: "container.engine", value: defaultEngine)])
    }

    /// What sweepctl found for a container: its image, and what it sees of the host.
    ///
    /// - Throws: `usage` where the request does not say what the specification needs, `specification` for a path that
    ///   containers may not see.
    func check(_ container: ContainerChoice, _ context: SubmissionContext) throws(Fault) {
        let wanted = [(container.image, context.image)] + (container.amdImage.map { [($0, context.amdImage)] } ?? [])
        for (name, image) in wanted {
            // What is not looked up is fetched, but for archives, which are read where the submitter is.
            if image == nil, case .name = ImageSource(name) { continue }
            guard image?.name == name else {
                throw Fault(
                    .usage, "expected 'image' to say what '\(name)' is on this host",
                    hint: "submit with sweepctl, which looks it up")
            }
        }
        guard container.amdImage != nil || context.amdImage == nil else {
            throw Fault(.usage, "expected no 'amdImage' for a container of one image")
        }
        let found = context.mounts ?? []
        guard found.map(Self.place) == container.mounts.map(Self.place), found.allSatisfy(Self.isPlain) else {
            throw Fault(
                .usage, "expected 'mounts' to say where the sources of 'container.mounts' lead on this host",
                hint: "submit with sweepctl, which looks them up")
        }
        for (mount, found) in zip(container.mounts, found) {
            guard let refusal = policy.refusal(of: found.source, isReadOnly: found.isReadOnly) else { continue }
            let path = mount.source == found.source ? "" : " ('\(found.source)')"
            throw Fault(
                .specification, "cannot mount '\(mount.source)'\(path): \(refusal.reason)", hint: refusal.hint)
        }
        guard context.source.mode == .mount, let refusal = policy.refusal(of: context.source.root, isReadOnly: false)
        else { return }
        throw Fault(
            .specification, "cannot mount the base folder '\(context.source.root)': \(refusal.reason)",
            hint: refusal.hint)
    }

    private static func place(_ mount: ContainerMount) -> String { "\(mount.target)\0\(mount.isReadOnly)" }

    /// Whether the source is an absolute path in which every part is a name.
    private static func isPlain(_ mount: ContainerMount) -> Bool {
        guard mount.source.hasPrefix("/"), !mount.source.contains("\0") else { return false }
        let parts = mount.source.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return mount.source == "/" || parts.allSatisfy { !["", ".", ".."].contains($0) }
    }
}
