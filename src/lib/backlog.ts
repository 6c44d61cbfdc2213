// How many connections may wait in the kernel until they are accepted.

/**
 * After a power cut a whole city's chargers connect in one second. Whoever finds the queue full is
 * not refused: its first packet is dropped, and its system tries again after 1, 3, 7, 15, 31
 * seconds. With Node's own 511, the last of 5 000 came after half a minute of idle waiting. Systems
 * cut it to a limit of their own (Linux: net.core.somaxconn, 4096).
 */
export const longestBacklog = 16_384;
