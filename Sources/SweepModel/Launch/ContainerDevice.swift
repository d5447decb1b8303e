/// What a container is given for a GPU.
package enum ContainerDevice: Hashable, Sendable, Codable {
    /// By its name in a specification of the Container Device Interface: `nvidia.com/gpu=GPU-…`.
    case named(String)
    /// By its UUID, which the engine's own runtime finds.
    case identified(DeviceID)
    /// By the paths of its device nodes, and the groups (their numbers) that may open them.
    case nodes([String], groups: [UInt32])
}
