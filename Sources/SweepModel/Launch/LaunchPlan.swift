/// Everything an agent needs to execute one attempt; what the scheduler hands over.
package struct LaunchPlan: Hashable, Sendable, Codable {
    package var attempt: AttemptID
    package var owner: Owner
    package var engine: String
    /// Nil for a bare process.
    package var container: ContainerPlan?
    package var argv: [String]
    /// What `argv[0]` resolved to at submission; nil leaves it to PATH.
    package var executable: String?
    /// The whole environment, in order; nothing else is inherited from anyone.
    package var environment: [EnvironmentEntry]
    /// Names of its owner's secrets, which the agent reads when it starts; their values are nowhere in a plan.
    package var secrets: [String] = []
    package var parameters: JSONObject
    /// What the file of the parameters holds where it is not ``parameters`` itself.
    package var document: JSONObject?
    package var source: SourceRecord
    package var layout: AttemptLayout
    package var timeLimit: Span?
    package var stopGrace: Span
    /// The largest size of a captured stream on disk; its head and its tail are kept.
    package var logBytesMax: Int64
    package var metrics: MetricsCapture
    package var artifacts: [String]
    /// The sweep's file as submitted.
    package var specification: String
    /// What the daemon knows for the manifest: digest, seeds, resources, times so far.
    package var manifest: JSONObject
    /// Whether what earlier attempts kept in the run's folder is removed first.
    package var isFresh: Bool
    /// What the attempt holds of GPUs, in the order of its variables.
    package var devices: [DeviceLease]
    /// What a bare process is held to; nil for a container, of which its engine sees to that.
    package var unitLimits: UnitLimits?

    package init(
        attempt: AttemptID, owner: Owner, engine: String, container: ContainerPlan? = nil, argv: [String],
        executable: String?, environment: [EnvironmentEntry], parameters: JSONObject, document: JSONObject? = nil,
        source: SourceRecord, layout: AttemptLayout, timeLimit: Span?, stopGrace: Span, logBytesMax: Int64,
        metrics: MetricsCapture, artifacts: [String], specification: String, manifest: JSONObject,
        isFresh: Bool = false,
        devices: [DeviceLease] = []
    ) {
        self.attempt = attempt
        self.owner = owner
        self.engine = engine
        self.container = container
        self.argv = argv
        self.executable = executable
        self.environment = environment
        self.parameters = parameters
        self.document = document
        self.source = source
        self.layout = layout
        self.timeLimit = timeLimit
        self.stopGrace = stopGrace
        self.logBytesMax = logBytesMax
        self.metrics = metrics
        self.artifacts = artifacts
        self.specification = specification
        self.manifest = manifest
        self.isFresh = isFresh
        self.devices = devices
    }
}

extension LaunchPlan {
    /// Where the run finds what is its own.
    package var places: RunPlaces { container == nil ? RunPlaces(layout) : .container }
}
