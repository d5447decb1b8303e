/// What sweepctl found on the submitter's side and sends along with the specification.
package struct SubmissionContext: Hashable, Codable, Sendable {
    /// The specification's path as given, for messages; `-` for standard input.
    package var file: String
    /// Absolute path of the folder in which `program` and the working directory are looked up.
    package var baseFolder: String
    /// What `${interpreter}` expands to: an absolute path.
    package var interpreter: String?
    /// What the first element of the expanded command resolved to in the submitter's PATH: an absolute path.
    package var executable: String?
    /// Of the submitter's environment, the variables that a bare process gets.
    package var environment: [EnvironmentEntry]
    package var source: SourceRecord
    /// What the image of the specification's `container` is on this host.
    package var image: ImageRecord?
    /// The same of the image for AMD's cards, where it is another.
    package var amdImage: ImageRecord?
    /// The `mounts` of the specification's `container`, in the same order, each source absolute and without links.
    package var mounts: [ContainerMount]?

    package init(
        file: String, baseFolder: String, interpreter: String?, executable: String?, environment: [EnvironmentEntry],
        source: SourceRecord, image: ImageRecord? = nil, mounts: [ContainerMount]? = nil
    ) {
        self.file = file
        self.baseFolder = baseFolder
        self.interpreter = interpreter
        self.executable = executable
        self.environment = environment
        self.source = source
        self.image = image
        self.mounts = mounts
    }

    /// What a run is a container of: with cards of AMD the image for them, where there is one; with any other card, or
    /// none, or one that is not known, the first.
    ///
    /// - Parameter vendor: whose cards the run leases; nil where it leases none.
    package func image(for vendor: Vendor?) -> ImageRecord? {
        vendor == .amd ? amdImage ?? image : image
    }

    /// The images of a container that were not there at submission and have not been fetched since.
    package func missingImages(of container: ContainerChoice) -> [String] {
        let wanted = [(container.image, image)] + (container.amdImage.map { [($0, amdImage)] } ?? [])
        return wanted.compactMap { $1 == nil ? $0 : nil }
    }

    package var images: [ImageRecord] { [image, amdImage].compactMap { $0 } }
}

/// The code as it was at submission.
package struct SourceRecord: Hashable, Codable, Sendable {
    package enum Mode: String, Codable, Sendable {
        case snapshot, mount
        /// The code is in the container's image.
        case image
    }

    package var mode: Mode
    /// SHA-256 (hex) of the snapshot's list of files; names its folder beneath `source/`. Nil where mounted.
    package var digest: String?
    /// Absolute path of the work tree that was taken; else the base folder.
    package var root: String
    /// The base folder relative to `root`; empty where they are the same.
    package var basePath: String
    /// Ignored entries of the real tree, relative to `root`, which a working copy links to.
    package var ignored: [String]
    /// Path, relative to the base folder, and SHA-256 of `program` and each argument that is a file there.
    package var files: [FileDigest]
    package var git: GitRecord?

    package init(
        mode: Mode, digest: String? = nil, root: String, basePath: String = "", ignored: [String] = [],
        files: [FileDigest] = [], git: GitRecord? = nil
    ) {
        self.mode = mode
        self.digest = digest
        self.root = root
        self.basePath = basePath
        self.ignored = ignored
        self.files = files
        self.git = git
    }
}

package struct FileDigest: Hashable, Codable, Sendable {
    package let path: String
    /// Hexadecimal.
    package let sha256: String
    package let bytes: Int64

    package init(path: String, sha256: String, bytes: Int64) {
        self.path = path
        self.sha256 = sha256
        self.bytes = bytes
    }
}

/// The state of a git work tree.
package struct GitRecord: Hashable, Codable, Sendable {
    /// Without user name and password.
    package var remote: String?
    /// Nil where HEAD is detached.
    package var branch: String?
    /// Nil before the first commit.
    package var commit: String?
    package var dirtyFiles: [String]
    package var untrackedFiles: [String]
    /// `git diff --binary HEAD`, at most 10 MiB; the manifest holds its digest and the file lies beside it.
    package var diff: String?
    package var diffTruncated: Bool

    package init(
        remote: String?, branch: String?, commit: String?, dirtyFiles: [String], untrackedFiles: [String],
        diff: String?, diffTruncated: Bool
    ) {
        self.remote = remote
        self.branch = branch
        self.commit = commit
        self.dirtyFiles = dirtyFiles
        self.untrackedFiles = untrackedFiles
        self.diff = diff
        self.diffTruncated = diffTruncated
    }

    package var isDirty: Bool { !dirtyFiles.isEmpty || !untrackedFiles.isEmpty }
}
