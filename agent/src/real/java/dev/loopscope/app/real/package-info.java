// SPDX-License-Identifier: Apache-2.0
/**
 * Servers and clients on loops that are not ours, as somebody might have written them. Each serves some hundred requests and
 * prints what it counted; its argument says which mistake it makes, if any.
 */
package dev.loopscope.app.real;
