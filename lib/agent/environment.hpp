#pragma once
#include "base/secret.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::agent {

/// The value of a variable; its bytes are overwritten where `variables` (main's third argument, a
/// null-terminated list) points, so that /proc/PID/environ does not show them any more. Empty when
/// it is not set.
[[nodiscard]] Secret take_variable(char** variables, std::string_view name);

/// The variables of a child to come.
class Environment {
public:
  explicit Environment(char** variables);
  [[nodiscard]] std::optional<std::string> find(std::string_view name) const;
  void set(std::string_view name, std::string_view value);
  void erase(std::string_view name);
  /// Takes away the identity that a cloud gives to pods, and the way to that of the node. Trivy
  /// v0.70 (pkg/remote/remote.go, authOptions) tries both before its config.json; the kubelet takes
  /// pull secrets first.
  void forget_cloud_identity();
  /// For execve; valid until the next change.
  [[nodiscard]] std::vector<char*> pointers();

private:
  std::vector<std::string> m_variables;  ///< "NAME=value"
};

}  // namespace kscan::agent
