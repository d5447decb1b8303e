internal import Logging
internal import SweepControl
internal import SweepModel
internal import SweepStore

/// The one place where it is decided whether a request is carried out.
extension Handlers {
    /// Decides, and says which sweep the path means; every request passes here before its handler.
    ///
    /// - Throws: `permission` with words; `not-found` where there is no such sweep, or one that the caller may not know of.
    func admit(_ operation: Operation, _ request: inout ControlRequest) async throws(Fault) {
        if operation.route.path.contains("/{sweep}") {
            request.subject = try await subject(of: operation, request)
        } else if operation.access.verdict(for: request.identity.role, under: rules.visibility) != .allowed {
            tell("refused", operation, request)
            throw Fault(
                .permission, "cannot do this as \(request.identity.name): only administrators of sweepd may",
                hint: "'administrators' in the daemon's configuration names them")
        }
        if operation.access.isMutating, operation.access != .serve { tell("asked", operation, request) }
    }

    private func subject(of operation: Operation, _ request: ControlRequest) async throws(Fault) -> SweepID {
        let text = try request.path("sweep")
        let (identity, audience) = (request.identity, audience(of: request))
        let (sweep, owner) = try await store.query { reader in
            let sweep = try reader.resolve(text, owner: identity.uid, for: audience)
            return (sweep, try reader.owner(of: sweep))
        }
        guard let owner else { throw StoreReader.noSweep(text) }
        switch operation.access.verdict(for: identity.role(towards: owner), under: rules.visibility) {
        case .allowed: return sweep
        case .invisible: throw StoreReader.noSweep(text)
        case .forbidden:
            tell("refused", operation, request, sweep)
            throw Fault(
                .permission, "cannot do this with sweep '\(sweep)' as \(identity.name): it is \(owner.name)'s",
                hint: "ask \(owner.name), or an administrator of sweepd")
        }
    }

    /// What the caller may see of all sweeps.
    func audience(of request: ControlRequest) -> Audience { Audience(request.identity, rules.visibility) }

    /// - Throws: `permission` where only an administrator may give such a priority.
    func check(priority: Int, for request: ControlRequest) throws(Fault) {
        guard priority > 0, !request.identity.isAdministrator else { return }
        throw Fault(
            .permission,
            "cannot use 'priority: \(priority)' as \(request.identity.name): only administrators raise it above 0",
            hint: "leave it out, or lower it to let others go first")
    }

    /// Who asked for what, in the log.
    func tell(_ word: String, _ operation: Operation, _ request: ControlRequest, _ sweep: SweepID? = nil) {
        var fields: Logger.Metadata = [
            "UID": .stringConvertible(request.identity.uid), "PEER_PID": .stringConvertible(request.caller.pid),
            "OPERATION": .string(operation.rawValue),
        ]
        var subject = ""
        if let sweep = sweep ?? request.subject {
            fields["SWEEP_ID"] = .string(sweep.text)
            subject = " \(sweep)"
            if operation.route.path.contains("/{index}"), let index = try? request.index() {
                subject += "/\(index)"
                fields["RUN"] = .string("\(sweep)/\(index)")
            }
        }
        let who = "uid \(request.identity.uid) (\(request.identity.name)), pid \(request.caller.pid)"
        logger.notice("\(word): \(operation.rawValue)\(subject) by \(who)", metadata: fields)
    }
}
