/// Everything that can be asked of the daemon; the raw value is the `operationId`.
///
/// A new verb is one case here, its ``Route``, a handler in SweepDaemon and a command in sweepctl.
package enum Operation: String, CaseIterable, Sendable {
    case showDescription, showHost
    case listSweeps, submitSweep, showSweep, removeSweep
    case pauseSweep, resumeSweep, stopSweep, cancelSweep, releaseSweep, retrySweep, editSweep
    case showSpecification, showOverlay, listRuns, listBest, listBestPoints, explainSweep, listEvents
    case showRun, removeRun, cancelRun, requeueRun, retryRun, resubmitRun
    case showManifest, showEnvironment, explainRun, showLogs
    case collectGarbage, showDiskUsage, backUp, showMetrics, listAllEvents
    case listGPUs, showGPU, drainGPU, undrainGPU
    case showDrain, drainHost, undrainHost
    case attachAgent, takeReport
    case uploadPoints, uploadSource

    package var route: Route {
        switch self {
        case .showDescription, .showHost, .collectGarbage, .showDiskUsage, .backUp, .showMetrics,
            .listAllEvents:
            hostRoute
        case .showRun, .removeRun, .cancelRun, .requeueRun, .retryRun, .resubmitRun, .showManifest, .showEnvironment,
            .explainRun, .showLogs:
            runRoute
        case .listGPUs, .showGPU, .drainGPU, .undrainGPU: deviceRoute
        case .showDrain, .drainHost, .undrainHost: drainRoute
        case .attachAgent, .takeReport: agentRoute
        case .uploadPoints, .uploadSource: uploadRoute
        default: sweepRoute
        }
    }

    private var deviceRoute: Route {
        switch self {
        case .drainGPU:
            Route(
                .post, "gpus/{gpu}/drain", "lets what runs on it finish and starts no more", request: "DrainRequest",
                .json("GPU"))
        case .showGPU: Route(.get, "gpus/{gpu}", "one GPU", .json("GPU"))
        case .undrainGPU: Route(.post, "gpus/{gpu}/undrain", "starts runs on it again", .json("GPU"))
        default:
            Route(
                .get, "gpus", "the host's GPUs, and what was looked for", query: [Query.explain.parameter],
                .json("GPUList"))
        }
    }

    private var drainRoute: Route {
        switch self {
        case .drainHost:
            Route(
                .post, "drain", "lets what runs finish and starts nothing more", request: "DrainRequest",
                .json("Drain"))
        case .undrainHost: Route(.post, "undrain", "starts runs again", .json("Drain"))
        default: Route(.get, "drain", "whether nothing is started, and what still runs", .json("Drain"))
        }
    }

    private var agentRoute: Route {
        switch self {
        case .attachAgent:
            Route(
                .post, "agent", "the orders for the caller's agent, server-sent events, as long as it is connected",
                request: "AgentHello", .text(contentType: "text/event-stream"))
        default:
            Route(
                .post, "agent/reports", "takes what the caller's agent tells", request: "AgentReport", .json("Receipt"))
        }
    }

    private var uploadRoute: Route {
        switch self {
        case .uploadPoints:
            Route(
                .post, "uploads/points", "takes explicit points, one JSON object a line, for a request that names them",
                upload: "application/octet-stream", .json("Upload"))
        default:
            Route(
                .post, "uploads/source",
                "takes a source snapshot: for each file or link {path, mode, bytes} on a line, then its bytes; where "
                    + "runs have sweepd's own rights", upload: "application/octet-stream", .json("Upload"))
        }
    }

    private var hostRoute: Route {
        switch self {
        case .showHost: Route(.get, "host", "the daemon and its host", .json("Host"))
        case .collectGarbage:
            Route(
                .post, "gc", "removes what nothing needs any more", query: [Query.dryRun.parameter],
                .json("GarbageReport"))
        case .listAllEvents:
            Route(
                .get, "events", "the histories of all sweeps; with follow=true server-sent events without an end",
                query: EventsQuery.parameters, .jsonOrEvents("EventList"))
        case .backUp: Route(.post, "backup", "a whole copy of the queue, an SQLite database", .bytes)
        case .showMetrics:
            Route(
                .get, "metrics", "figures in the Prometheus text format", .text(contentType: "text/plain"),
                isVersioned: false)
        case .showDiskUsage: Route(.get, "du", "what is taken on disk", .json("DiskUsage"))
        default: Route(.get, "openapi.json", "this description", .json("Description"))
        }
    }

    private var sweepRoute: Route {
        switch self {
        case .submitSweep:
            Route(
                .post, "sweeps", "submits a sweep; 200 where the key is known and the file the same",
                request: "SubmissionRequest", .json("SubmissionResponse"), statuses: [201, 200])
        case .showSweep:
            Route(
                .get, "sweeps/{sweep}",
                "one sweep; with follow=true server-sent events, each the sweep as it is then, until it has ended",
                query: [Query.follow.parameter], .jsonOrEvents("Sweep"))
        case .removeSweep:
            Route(
                .delete, "sweeps/{sweep}", "removes an ended sweep with its runs",
                query: [Query.artifactsOnly.parameter], .json("GarbageReport"))
        case .pauseSweep: change("pause", "starts no more runs for now")
        case .resumeSweep: change("resume", "goes on after a pause")
        case .stopSweep: change("stop", "lets running runs finish and starts no more")
        case .cancelSweep: change("cancel", "stops what runs and starts no more")
        case .releaseSweep: change("release", "starts a held sweep")
        case .retrySweep:
            Route(
                .post, "sweeps/{sweep}/retry", "queues the failed runs again", request: "RetryRequest",
                .json("RetryResponse"))
        case .editSweep:
            Route(
                .post, "sweeps/{sweep}/edit", "changes a live sweep: a new revision of its specification",
                request: "EditRequest", .json("EditResponse"))
        case .showSpecification:
            Route(
                .get, "sweeps/{sweep}/specification", "the file as submitted", .text(contentType: "text/yaml"))
        case .showOverlay:
            Route(.get, "sweeps/{sweep}/overlay", "what lies beneath the file and over it", .json("Overlay"))
        default: sweepListRoute
        }
    }

    private func change(_ verb: String, _ summary: String) -> Route {
        Route(.post, "sweeps/{sweep}/\(verb)", summary, .json("Sweep"))
    }

    private var sweepListRoute: Route {
        switch self {
        case .listRuns:
            Route(.get, "sweeps/{sweep}/runs", "its runs", query: RunsQuery.parameters, .json("RunList"))
        case .listBest:
            Route(
                .get, "sweeps/{sweep}/best", "its runs by objective, best first", query: BestQuery.parameters,
                .json("RunList"))
        case .listBestPoints:
            Route(
                .get, "sweeps/{sweep}/best/points", "its points by what their replicates came to, best first",
                query: BestQuery.parameters, .json("PointList"))
        case .explainSweep: Route(.get, "sweeps/{sweep}/explain", "why it waits, or why it ended", .json("Explanation"))
        case .listEvents:
            Route(
                .get, "sweeps/{sweep}/events",
                "its history; with follow=true server-sent events until it has ended and everything was sent",
                query: EventsQuery.parameters, .jsonOrEvents("EventList"))
        default:
            Route(.get, "sweeps", "all sweeps, the newest first", query: SweepsQuery.parameters, .json("SweepList"))
        }
    }

    private var runRoute: Route {
        switch self {
        case .removeRun:
            Route(
                .delete, "runs/{sweep}/{index}", "removes what an ended run left on disk",
                query: [Query.artifactsOnly.parameter], .json("GarbageReport"))
        case .cancelRun: runChange("cancel", "stops it for good")
        case .requeueRun: runChange("requeue", "stops it and queues it again, at no cost")
        case .retryRun: runChange("retry", "queues an ended run again", request: "RetryRequest")
        case .resubmitRun:
            Route(
                .post, "runs/{sweep}/{index}/resubmit", "its parameters again, as a new sweep",
                request: "ResubmitRequest", .json("SubmissionResponse"), statuses: [201])
        case .showManifest:
            Route(
                .get, "runs/{sweep}/{index}/manifest", "what makes an attempt reproducible",
                query: [Query.attempt.parameter], .json("Manifest"))
        case .showEnvironment:
            Route(.get, "runs/{sweep}/{index}/env", "its environment, without secrets", .json("Environment"))
        case .explainRun:
            Route(.get, "runs/{sweep}/{index}/explain", "why it waits, or why it ended", .json("Explanation"))
        case .showLogs:
            Route(
                .get, "runs/{sweep}/{index}/logs",
                "what it wrote; with follow=true across its retries until it has ended", query: LogsQuery.parameters,
                .bytes)
        default: Route(.get, "runs/{sweep}/{index}", "one run with its attempts", .json("RunDetail"))
        }
    }

    private func runChange(_ verb: String, _ summary: String, request: String? = nil) -> Route {
        Route(.post, "runs/{sweep}/{index}/\(verb)", summary, request: request, .json("Run"))
    }
}
