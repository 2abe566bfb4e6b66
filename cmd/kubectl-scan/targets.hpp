#pragma once
#include "discover/query.hpp"
#include "http/curl_engine.hpp"
#include "kubectl-scan/command.hpp"
#include "kubectl-scan/session.hpp"
#include "kubectl-scan/target_options.hpp"
#include "plan/plan.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kscan::cmd {

/// What the options name: from files that are read here, else from the API server. Blocking; throws
/// in kubectl's words, with the type that was probably meant. Nothing found is no error.
[[nodiscard]] discover::Discovered find_targets(const TargetOptions& options,
                                                const Connection& connection,
                                                Session& session,
                                                http::CurlEngine& engine,
                                                Surroundings& around);

/// The same of files alone: nobody is contacted, and what only a server knows of service accounts
/// is a warning. Without a kubeconfig the namespace is "default".
[[nodiscard]] discover::Discovered read_targets(const TargetOptions& options,
                                                const Connection& connection,
                                                http::CurlEngine& engine,
                                                Surroundings& around);

/// "No resources found in shop namespace."
[[nodiscard]] std::string nothing_found(const TargetOptions& options, std::string_view ns);

/// A line for each reason why images are left out, for people.
[[nodiscard]] std::vector<std::string> skipped_lines(const plan::Plan& plan);

}  // namespace kscan::cmd
