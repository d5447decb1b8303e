package import SweepModel

extension Operation {
    /// What kind of thing it does, which decides who may ask for it. There is no default: whoever adds an operation has
    /// to say.
    package var access: Access {
        switch self {
        case .showDescription, .showHost, .listGPUs, .showGPU, .showDrain, .showMetrics: .open
        case .submitSweep, .uploadPoints, .uploadSource: .submit
        case .attachAgent, .takeReport: .serve
        case .listSweeps, .showDiskUsage, .listAllEvents: .list
        case .showSweep, .showSpecification, .showOverlay, .listRuns, .listBest, .listBestPoints, .explainSweep,
            .listEvents, .showRun, .showManifest, .explainRun, .showLogs:
            .look
        case .showEnvironment: .disclose
        // The new sweep takes over the environment of the old.
        case .resubmitRun: .change
        case .removeSweep, .pauseSweep, .resumeSweep, .stopSweep, .cancelSweep, .releaseSweep, .retrySweep, .editSweep,
            .removeRun, .cancelRun, .requeueRun, .retryRun:
            .change
        case .collectGarbage, .drainGPU, .undrainGPU, .drainHost, .undrainHost, .backUp: .administer
        }
    }
}
