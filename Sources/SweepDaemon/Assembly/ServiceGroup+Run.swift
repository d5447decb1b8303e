internal import Logging
internal import ServiceLifecycle
internal import SweepModel
internal import UnixSignals

extension ServiceGroup {
    /// Works until one of the services ends, or this process is told to stop.
    ///
    /// - Parameter begin: what is to be said once nothing stands in the way any more.
    /// - Throws: the fault of a service.
    static func run(
        _ services: [any Service], logger: Logger, begin: () -> Void = {}
    ) async throws(Fault) {
        let group = ServiceGroup(
            configuration: .init(
                services: services.map { .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup) },
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        begin()
        do {
            try await group.run()
        } catch let fault as Fault {
            throw fault
        } catch {
            throw Fault(.internal, "cannot go on: \(error)")
        }
    }
}
