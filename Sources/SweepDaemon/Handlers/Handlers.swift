internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Logging
internal import SweepControl
internal import SweepModel
internal import SweepStore

/// Answers requests: reads from the store, changes through the scheduler. One extension a noun.
struct Handlers: Sendable {
    let store: Store
    let scheduler: Scheduler
    let agents: Agents
    let bulletin: Bulletin
    let settings: CurrentSettings
    let paths: DaemonPaths
    let logger: Logger
    let uploading = UploadRoom()

    var rules: AccessRules { settings.value.access }
    var host: HostObject { settings.value.host }
    var intake: Intake { settings.value.intake }
    var planner: Planner { settings.value.planner }

    /// The router over the whole table of operations.
    func router() -> Router<BasicRequestContext> {
        let router = Router()
        for operation in Operation.allCases {
            let route = operation.route
            let method = HTTPRequest.Method(rawValue: route.method.rawValue) ?? .get
            router.on(RouterPath(route.path), method: method) { request, context in
                do throws(Fault) {
                    var request = try ControlRequest(request, context, route: route, rules: rules)
                    try await admit(operation, &request)
                    return try await answer(operation, request)
                } catch {
                    return ControlResponse.problem(error)
                }
            }
        }
        return router
    }

    private func answer(_ operation: Operation, _ request: ControlRequest) async throws(Fault) -> Response {
        switch operation {
        case .showDescription: try ControlResponse.json(OpenAPI.document(version: host.version))
        case .showHost: try ControlResponse.json(hostObject(for: request.caller))
        case .listSweeps: try await listSweeps(request)
        case .submitSweep: try await submitSweep(request)
        case .showSweep: try await showSweep(request)
        case .removeSweep: try await removeSweep(request)
        case .pauseSweep: try await change(request, .pauseRequested)
        case .resumeSweep: try await change(request, .resumeRequested)
        case .stopSweep: try await change(request, .stopRequested)
        case .cancelSweep: try await change(request, SweepMachine.Event.cancelRequested)
        case .releaseSweep: try await change(request, .releaseRequested)
        case .retrySweep: try await retrySweep(request)
        case .editSweep: try await editSweep(request)
        case .showSpecification: try await showSpecification(request)
        case .showOverlay: try await showOverlay(request)
        case .listRuns: try await listRuns(request)
        case .listBest: try await listBest(request)
        case .listBestPoints: try await listBestPoints(request)
        case .explainSweep: try await explainSweep(request)
        case .listEvents: try await listEvents(request)
        case .showRun: try await showRun(request)
        case .removeRun: try await removeRun(request)
        case .cancelRun: try await change(request, RunMachine.Event.cancelRequested)
        case .requeueRun: try await change(request, .requeueRequested)
        case .retryRun: try await retryRun(request)
        case .resubmitRun: try await resubmitRun(request)
        case .showManifest: try await showManifest(request)
        case .showEnvironment: try await showEnvironment(request)
        case .explainRun: try await explainRun(request)
        case .showLogs: try await showLogs(request)
        case .collectGarbage: try await collectGarbage(request)
        case .showDiskUsage: try await showDiskUsage(request)
        case .listAllEvents: try await listAllEvents(request)
        case .backUp: try await backUp(request)
        case .showMetrics: try await showMetrics()
        case .listGPUs: try await listGPUs(request)
        case .showGPU: try await showGPU(request)
        case .drainGPU: try await drainGPU(request)
        case .undrainGPU: try await undrainGPU(request)
        case .showDrain: try await showDrain(request)
        case .drainHost: try await drainHost(request)
        case .undrainHost: try await undrainHost(request)
        case .attachAgent: try await attachAgent(request)
        case .takeReport: try await takeReport(request)
        case .uploadPoints: try await uploadPoints(request)
        case .uploadSource: try await uploadSource(request)
        }
    }

    /// The sweep that the path names.
    ///
    /// - Throws: `internal` where nobody has decided about it: see ``admit(_:_:)``.
    func sweep(_ request: ControlRequest) throws(Fault) -> SweepID {
        guard let sweep = request.subject else { throw Fault(.internal, "cannot tell which sweep is meant") }
        return sweep
    }

    /// The run that the path names; it need not exist.
    func run(_ request: ControlRequest) throws(Fault) -> RunID {
        let index = try request.index()
        return RunID(sweep: try sweep(request), index: index)
    }
}
