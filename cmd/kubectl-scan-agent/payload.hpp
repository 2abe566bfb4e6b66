#pragma once
#include <string_view>

/// The agent, built into the plugin, as it travels to the cluster.
namespace kscan::payload {

[[nodiscard]] std::string_view bootstrap() noexcept;  ///< ELF, static: bootstrap.cpp
[[nodiscard]] std::string_view agent_xz() noexcept;
/// Of the unpacked agent: 64 lower-case hex digits.
[[nodiscard]] std::string_view agent_sha256() noexcept;

}  // namespace kscan::payload
