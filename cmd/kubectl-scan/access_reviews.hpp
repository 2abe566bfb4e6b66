#pragma once
#include "io/loop.hpp"
#include "kube/client.hpp"
#include "plan/rights.hpp"

#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace kscan::cmd {

/// By namespace; without those that have none.
using AllowedRights = std::map<std::string, std::vector<plan::Right>>;

/// Which of the rights the user has in each of the namespaces, asked a few at a time; of several
/// namespaces first about all there are, as an administrator has them there. A server that does not
/// answer such questions will say so itself when it is asked for more: then the right counts as
/// there. Blocking; throws Error when the server cannot be reached.
[[nodiscard]] AllowedRights allowed_rights(const std::set<std::string>& namespaces,
                                           std::span<const plan::Right> rights,
                                           kube::Client& client,
                                           io::Loop& loop);

}  // namespace kscan::cmd
