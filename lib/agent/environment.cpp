#include "agent/environment.hpp"

#include <algorithm>

namespace kscan::agent {

namespace {

bool is_named(std::string_view variable, std::string_view name) {
  return variable.starts_with(name) && variable.substr(name.size()).starts_with('=');
}

}  // namespace

Secret take_variable(char** variables, std::string_view name) {
  Secret value;
  for (; *variables != nullptr; ++variables) {
    if (!is_named(*variables, name)) continue;
    char* const text = *variables + name.size() + 1;
    value = Secret(std::string(text));
    wipe(text, value.reveal().size());
  }
  return value;
}

Environment::Environment(char** variables) {
  for (; *variables != nullptr; ++variables)
    m_variables.emplace_back(*variables);
}

std::optional<std::string> Environment::find(std::string_view name) const {
  for (const std::string& variable : m_variables)
    if (is_named(variable, name)) return variable.substr(name.size() + 1);
  return std::nullopt;
}

void Environment::set(std::string_view name, std::string_view value) {
  erase(name);
  m_variables.push_back(std::string(name).append("=").append(value));
}

void Environment::erase(std::string_view name) {
  std::erase_if(m_variables, [&](const std::string& variable) { return is_named(variable, name); });
}

void Environment::forget_cloud_identity() {
  for (const std::string_view prefix : {"AWS_", "AZURE_", "GOOGLE_", "GCE_"})
    std::erase_if(m_variables,
                  [&](const std::string& variable) { return variable.starts_with(prefix); });
  set("AWS_EC2_METADATA_DISABLED", "true");
  // Nobody listens there; without AZURE_TENANT_ID, trivy asks Azure for nothing.
  set("GCE_METADATA_HOST", "127.0.0.1:9");
}

std::vector<char*> Environment::pointers() {
  std::vector<char*> result;
  result.reserve(m_variables.size() + 1);
  for (std::string& variable : m_variables)
    result.push_back(variable.data());
  result.push_back(nullptr);
  return result;
}

}  // namespace kscan::agent
