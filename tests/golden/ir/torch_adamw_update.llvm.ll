declare <4 x float> @llvm.fma.v4f32(<4 x float>, <4 x float>, <4 x float>)
declare <4 x float> @llvm.sqrt.v4f32(<4 x float>)
declare double @llvm.fabs.f64(double)
declare double @llvm.sqrt.f64(double)
declare float @llvm.fabs.f32(float)
declare float @llvm.fma.f32(float, float, float)
declare float @llvm.sqrt.f32(float)
declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
define internal double @pow.f64(double %a, double %b) #0 {
entry:
  %v2 = fcmp oeq double %a, 0x3FF0000000000000
  %v5 = fcmp oeq double %b, 0x0000000000000000
  %v6 = or i1 %v2, %v5
  %v7 = fcmp une double %a, %a
  %v8 = fcmp une double %b, %b
  %v9 = or i1 %v7, %v8
  %v10 = fadd double %a, %b
  %v11 = fcmp olt double %a, 0x0000000000000000
  %v12 = call double @llvm.fabs.f64(double %b)
  %v14 = fcmp oge double %v12, 0x4330000000000000
  %v15 = fadd double %v12, 0x4330000000000000
  %v16 = fsub double %v15, 0x4330000000000000
  %v17 = fcmp oeq double %v16, %v12
  %v18 = or i1 %v14, %v17
  %v19 = fcmp oeq double 0x3FF0000000000000, 0x3FF0000000000000
  %v20 = xor i1 %v18, %v19
  %v21 = and i1 %v11, %v20
  %v22 = call double @llvm.fabs.f64(double %a)
  %v24 = fcmp olt double %v22, 0x7FF0000000000000
  %v25 = and i1 %v21, %v24
  %v27 = bitcast double %a to i64
  %v29 = lshr i64 %v27, 63
  %v31 = icmp sgt i64 %v29, 0
  %v33 = fmul double %v12, 0x3FE0000000000000
  %v34 = fcmp oge double %v33, 0x4330000000000000
  %v35 = fadd double %v33, 0x4330000000000000
  %v36 = fsub double %v35, 0x4330000000000000
  %v37 = fcmp oeq double %v36, %v33
  %v38 = or i1 %v34, %v37
  %v39 = xor i1 %v38, %v18
  %v40 = and i1 %v18, %v39
  %v41 = and i1 %v31, %v40
  %v42 = fcmp oeq double %v12, 0x7FF0000000000000
  %v43 = fcmp oeq double %v22, 0x3FF0000000000000
  %v44 = and i1 %v42, %v43
  %v45 = fcmp ogt double %v22, 0x3FF0000000000000
  %v46 = fcmp olt double %b, 0x0000000000000000
  %v47 = xor i1 %v45, %v46
  %v48 = select i1 %v47, double 0x7FF0000000000000, double 0x0000000000000000
  %v49 = fcmp oeq double %v22, 0x0000000000000000
  %v50 = fcmp ogt double %b, 0x0000000000000000
  %v51 = select i1 %v50, double 0x0000000000000000, double 0x7FF0000000000000
  %v52 = fcmp oeq double %v22, 0x7FF0000000000000
  %v53 = select i1 %v50, double 0x7FF0000000000000, double 0x0000000000000000
  %v56 = fcmp olt double %v22, 0x0010000000000000
  %v58 = fmul double %v22, 0x4350000000000000
  %v59 = select i1 %v56, double %v58, double %v22
  %v60 = bitcast double %v59 to i64
  %v62 = add i64 %v60, 2638147582215219
  %v64 = lshr i64 %v62, 52
  %v65 = bitcast double 0x4330000000000000 to i64
  %v66 = or i64 %v64, %v65
  %v67 = bitcast i64 %v66 to double
  %v69 = fsub double %v67, 0x43300000000003FF
  %v71 = fsub double %v69, 0x404B000000000000
  %v72 = select i1 %v56, double %v71, double %v69
  %v74 = fmul double %v72, 0x3FE62E42FEFA2000
  %v76 = fmul double %v72, 0x3D69EF35793C6000
  %v78 = fmul double %v72, 0x3AE673007E5ED5E8
  %v79 = fadd double %v76, %v78
  %v80 = fadd double %v74, %v79
  %v81 = fsub double %v80, %v74
  %v82 = fsub double %v80, %v81
  %v83 = fsub double %v74, %v82
  %v84 = fsub double %v79, %v81
  %v85 = fadd double %v83, %v84
  %v86 = fsub double %v79, %v76
  %v87 = fsub double %v79, %v86
  %v88 = fsub double %v76, %v87
  %v89 = fsub double %v78, %v86
  %v90 = fadd double %v88, %v89
  %v91 = fadd double 0x0000000000000000, %v90
  %v92 = fadd double %v85, %v91
  %v93 = fadd double %v80, %v92
  %v95 = and i64 %v62, 4503599627370495
  %v97 = add i64 %v95, 4604544271217802189
  %v98 = bitcast i64 %v97 to double
  %v99 = fsub double %v98, 0x3FF0000000000000
  %v101 = fadd double 0x4000000000000000, %v99
  %v102 = fdiv double %v99, %v101
  %v103 = fadd double %v102, %v102
  %v104 = fmul double %v102, %v102
  %v106 = fmul double %v102, 0x41A0000002000000
  %v107 = fsub double %v106, %v102
  %v108 = fsub double %v106, %v107
  %v109 = fsub double %v102, %v108
  %v110 = fmul double %v109, %v109
  %v111 = fmul double %v108, %v108
  %v112 = fsub double %v104, %v111
  %v113 = fmul double %v109, %v108
  %v114 = fsub double %v112, %v113
  %v115 = fmul double %v108, %v109
  %v116 = fsub double %v114, %v115
  %v117 = fsub double %v110, %v116
  %v118 = fmul double %v102, %v101
  %v119 = fsub double %v99, %v118
  %v120 = fmul double %v101, 0x41A0000002000000
  %v121 = fsub double %v120, %v101
  %v122 = fsub double %v120, %v121
  %v123 = fsub double %v101, %v122
  %v124 = fmul double %v109, %v123
  %v125 = fmul double %v108, %v122
  %v126 = fsub double %v118, %v125
  %v127 = fmul double %v109, %v122
  %v128 = fsub double %v126, %v127
  %v129 = fmul double %v108, %v123
  %v130 = fsub double %v128, %v129
  %v131 = fsub double %v124, %v130
  %v132 = fsub double %v119, %v131
  %v133 = fsub double %v101, 0x4000000000000000
  %v134 = fsub double %v101, %v133
  %v135 = fsub double 0x4000000000000000, %v134
  %v136 = fsub double %v99, %v133
  %v137 = fadd double %v135, %v136
  %v138 = fmul double %v102, %v137
  %v139 = fsub double %v132, %v138
  %v140 = fdiv double %v139, %v101
  %v141 = fmul double %v102, %v140
  %v142 = fmul double %v140, %v102
  %v143 = fadd double %v141, %v142
  %v144 = fadd double %v117, %v143
  %v145 = fadd double %v104, %v144
  %v146 = fmul double %v102, %v145
  %v147 = fmul double %v145, 0x41A0000002000000
  %v148 = fsub double %v147, %v145
  %v149 = fsub double %v147, %v148
  %v150 = fsub double %v145, %v149
  %v151 = fmul double %v109, %v150
  %v152 = fmul double %v108, %v149
  %v153 = fsub double %v146, %v152
  %v154 = fmul double %v109, %v149
  %v155 = fsub double %v153, %v154
  %v156 = fmul double %v108, %v150
  %v157 = fsub double %v155, %v156
  %v158 = fsub double %v151, %v157
  %v159 = fsub double %v145, %v104
  %v160 = fsub double %v145, %v159
  %v161 = fsub double %v104, %v160
  %v162 = fsub double %v144, %v159
  %v163 = fadd double %v161, %v162
  %v164 = fmul double %v102, %v163
  %v165 = fmul double %v140, %v145
  %v166 = fadd double %v164, %v165
  %v167 = fadd double %v158, %v166
  %v168 = fadd double %v146, %v167
  %v170 = fmul double %v168, 0x3FE5555555555555
  %v171 = fmul double %v168, 0x41A0000002000000
  %v172 = fsub double %v171, %v168
  %v173 = fsub double %v171, %v172
  %v174 = fsub double %v168, %v173
  %v175 = fmul double 0x3FE5555555555555, 0x41A0000002000000
  %v176 = fsub double %v175, 0x3FE5555555555555
  %v177 = fsub double %v175, %v176
  %v178 = fsub double 0x3FE5555555555555, %v177
  %v179 = fmul double %v174, %v178
  %v180 = fmul double %v173, %v177
  %v181 = fsub double %v170, %v180
  %v182 = fmul double %v174, %v177
  %v183 = fsub double %v181, %v182
  %v184 = fmul double %v173, %v178
  %v185 = fsub double %v183, %v184
  %v186 = fsub double %v179, %v185
  %v188 = fmul double %v168, 0x3C85555555555555
  %v189 = fsub double %v168, %v146
  %v190 = fsub double %v168, %v189
  %v191 = fsub double %v146, %v190
  %v192 = fsub double %v167, %v189
  %v193 = fadd double %v191, %v192
  %v194 = fmul double %v193, 0x3FE5555555555555
  %v195 = fadd double %v188, %v194
  %v196 = fadd double %v186, %v195
  %v197 = fadd double %v170, %v196
  %v198 = fmul double %v145, %v145
  %v199 = fmul double %v198, %v102
  %v201 = fmul double 0x3FB47AE147AE147B, %v145
  %v203 = fadd double %v201, 0x3FB642C8590B2164
  %v204 = fmul double %v203, %v145
  %v206 = fadd double %v204, 0x3FB8618618618618
  %v207 = fmul double %v206, %v145
  %v209 = fadd double %v207, 0x3FBAF286BCA1AF28
  %v210 = fmul double %v209, %v145
  %v212 = fadd double %v210, 0x3FBE1E1E1E1E1E1E
  %v213 = fmul double %v212, %v145
  %v215 = fadd double %v213, 0x3FC1111111111111
  %v216 = fmul double %v215, %v145
  %v218 = fadd double %v216, 0x3FC3B13B13B13B14
  %v219 = fmul double %v218, %v145
  %v221 = fadd double %v219, 0x3FC745D1745D1746
  %v222 = fmul double %v221, %v145
  %v224 = fadd double %v222, 0x3FCC71C71C71C71C
  %v225 = fmul double %v224, %v145
  %v227 = fadd double %v225, 0x3FD2492492492492
  %v228 = fmul double %v227, %v145
  %v230 = fadd double %v228, 0x3FD999999999999A
  %v231 = fmul double %v199, %v230
  %v232 = fadd double %v197, %v231
  %v233 = fsub double %v232, %v197
  %v234 = fsub double %v232, %v233
  %v235 = fsub double %v197, %v234
  %v236 = fsub double %v231, %v233
  %v237 = fadd double %v235, %v236
  %v238 = fsub double %v197, %v170
  %v239 = fsub double %v197, %v238
  %v240 = fsub double %v170, %v239
  %v241 = fsub double %v196, %v238
  %v242 = fadd double %v240, %v241
  %v243 = fadd double %v242, 0x0000000000000000
  %v244 = fadd double %v237, %v243
  %v245 = fadd double %v232, %v244
  %v246 = fadd double %v103, %v245
  %v247 = fsub double %v246, %v103
  %v248 = fsub double %v246, %v247
  %v249 = fsub double %v103, %v248
  %v250 = fsub double %v245, %v247
  %v251 = fadd double %v249, %v250
  %v252 = fadd double %v140, %v140
  %v253 = fsub double %v245, %v232
  %v254 = fsub double %v245, %v253
  %v255 = fsub double %v232, %v254
  %v256 = fsub double %v244, %v253
  %v257 = fadd double %v255, %v256
  %v258 = fadd double %v252, %v257
  %v259 = fadd double %v251, %v258
  %v260 = fadd double %v246, %v259
  %v261 = fadd double %v93, %v260
  %v262 = fsub double %v261, %v93
  %v263 = fsub double %v261, %v262
  %v264 = fsub double %v93, %v263
  %v265 = fsub double %v260, %v262
  %v266 = fadd double %v264, %v265
  %v267 = fsub double %v93, %v80
  %v268 = fsub double %v93, %v267
  %v269 = fsub double %v80, %v268
  %v270 = fsub double %v92, %v267
  %v271 = fadd double %v269, %v270
  %v272 = fsub double %v260, %v246
  %v273 = fsub double %v260, %v272
  %v274 = fsub double %v246, %v273
  %v275 = fsub double %v259, %v272
  %v276 = fadd double %v274, %v275
  %v277 = fadd double %v271, %v276
  %v278 = fadd double %v266, %v277
  %v279 = fadd double %v261, %v278
  %v282 = fcmp olt double %b, 0xC3F0000000000000
  %v283 = select i1 %v282, double 0xC3F0000000000000, double %b
  %v284 = fcmp olt double 0x43F0000000000000, %v283
  %v285 = select i1 %v284, double 0x43F0000000000000, double %v283
  %v286 = fmul double %v279, %v285
  %v287 = fmul double %v279, 0x41A0000002000000
  %v288 = fsub double %v287, %v279
  %v289 = fsub double %v287, %v288
  %v290 = fsub double %v279, %v289
  %v291 = fmul double %v285, 0x41A0000002000000
  %v292 = fsub double %v291, %v285
  %v293 = fsub double %v291, %v292
  %v294 = fsub double %v285, %v293
  %v295 = fmul double %v290, %v294
  %v296 = fmul double %v289, %v293
  %v297 = fsub double %v286, %v296
  %v298 = fmul double %v290, %v293
  %v299 = fsub double %v297, %v298
  %v300 = fmul double %v289, %v294
  %v301 = fsub double %v299, %v300
  %v302 = fsub double %v295, %v301
  %v303 = fmul double %v279, 0x0000000000000000
  %v304 = fsub double %v279, %v261
  %v305 = fsub double %v279, %v304
  %v306 = fsub double %v261, %v305
  %v307 = fsub double %v278, %v304
  %v308 = fadd double %v306, %v307
  %v309 = fmul double %v308, %v285
  %v310 = fadd double %v303, %v309
  %v311 = fadd double %v302, %v310
  %v312 = fadd double %v286, %v311
  %v314 = fcmp olt double %v312, 0xC087500000000000
  %v315 = select i1 %v314, double 0xC087500000000000, double %v312
  %v316 = fcmp olt double 0x4086300000000000, %v315
  %v317 = select i1 %v316, double 0x4086300000000000, double %v315
  %v319 = fmul double %v317, 0x3FF71547652B82FE
  %v321 = fadd double %v319, 0x4338000000000000
  %v322 = fsub double %v321, 0x4338000000000000
  %v323 = fmul double %v322, 0x3FE62E42FEFA2000
  %v324 = fsub double %v317, %v323
  %v326 = fmul double %v322, 0x3D69EF35793C7673
  %v327 = call double @llvm.fabs.f64(double %v312)
  %v329 = fcmp olt double %v327, 0x4089000000000000
  %v330 = fsub double %v312, %v286
  %v331 = fsub double %v312, %v330
  %v332 = fsub double %v286, %v331
  %v333 = fsub double %v311, %v330
  %v334 = fadd double %v332, %v333
  %v335 = select i1 %v329, double %v334, double 0x0000000000000000
  %v336 = fsub double %v326, %v335
  %v337 = fsub double %v324, %v336
  %v338 = fadd double 0x3FF0000000000000, %v337
  %v339 = fmul double %v337, 0x3FE0000000000000
  %v340 = fmul double %v337, %v339
  %v341 = fadd double %v338, %v340
  %v342 = fsub double %v338, 0x3FF0000000000000
  %v343 = fsub double %v338, %v342
  %v344 = fsub double 0x3FF0000000000000, %v343
  %v345 = fsub double %v337, %v342
  %v346 = fadd double %v344, %v345
  %v347 = fsub double %v341, %v338
  %v348 = fsub double %v341, %v347
  %v349 = fsub double %v338, %v348
  %v350 = fsub double %v340, %v347
  %v351 = fadd double %v349, %v350
  %v352 = fadd double %v346, %v351
  %v353 = fmul double %v337, 0x41A0000002000000
  %v354 = fsub double %v353, %v337
  %v355 = fsub double %v353, %v354
  %v356 = fsub double %v337, %v355
  %v357 = fmul double %v339, 0x41A0000002000000
  %v358 = fsub double %v357, %v339
  %v359 = fsub double %v357, %v358
  %v360 = fsub double %v339, %v359
  %v361 = fmul double %v356, %v360
  %v362 = fmul double %v355, %v359
  %v363 = fsub double %v340, %v362
  %v364 = fmul double %v356, %v359
  %v365 = fsub double %v363, %v364
  %v366 = fmul double %v355, %v360
  %v367 = fsub double %v365, %v366
  %v368 = fsub double %v361, %v367
  %v369 = fadd double %v352, %v368
  %v370 = fmul double %v337, %v340
  %v372 = fmul double 0x3D3AE7F3E733B81F, %v337
  %v374 = fadd double %v372, 0x3D7AE7F3E733B81F
  %v375 = fmul double %v374, %v337
  %v377 = fadd double %v375, 0x3DB93974A8C07C9D
  %v378 = fmul double %v377, %v337
  %v380 = fadd double %v378, 0x3DF6124613A86D09
  %v381 = fmul double %v380, %v337
  %v383 = fadd double %v381, 0x3E31EED8EFF8D898
  %v384 = fmul double %v383, %v337
  %v386 = fadd double %v384, 0x3E6AE64567F544E4
  %v387 = fmul double %v386, %v337
  %v389 = fadd double %v387, 0x3EA27E4FB7789F5C
  %v390 = fmul double %v389, %v337
  %v392 = fadd double %v390, 0x3ED71DE3A556C734
  %v393 = fmul double %v392, %v337
  %v395 = fadd double %v393, 0x3F0A01A01A01A01A
  %v396 = fmul double %v395, %v337
  %v398 = fadd double %v396, 0x3F3A01A01A01A01A
  %v399 = fmul double %v398, %v337
  %v401 = fadd double %v399, 0x3F66C16C16C16C17
  %v402 = fmul double %v401, %v337
  %v404 = fadd double %v402, 0x3F91111111111111
  %v405 = fmul double %v404, %v337
  %v407 = fadd double %v405, 0x3FB5555555555555
  %v408 = fmul double %v407, %v337
  %v410 = fadd double %v408, 0x3FD5555555555555
  %v411 = fmul double %v370, %v410
  %v412 = fsub double %v324, %v337
  %v413 = fsub double %v412, %v336
  %v414 = fmul double %v413, %v338
  %v415 = fadd double %v411, %v414
  %v416 = fadd double %v369, %v415
  %v417 = fadd double %v341, %v416
  %v418 = fmul double %v322, 0x3FE0000000000000
  %v419 = fadd double %v418, 0x4338000000000000
  %v420 = fsub double %v419, 0x4338000000000000
  %v421 = fadd double %v420, 0x4338000000000000
  %v422 = bitcast double %v421 to i64
  %v423 = bitcast double 0x4338000000000000 to i64
  %v424 = sub i64 %v422, %v423
  %v426 = add i64 %v424, 1023
  %v427 = shl i64 %v426, 52
  %v428 = bitcast i64 %v427 to double
  %v429 = fmul double %v417, %v428
  %v430 = fsub double %v322, %v420
  %v431 = fadd double %v430, 0x4338000000000000
  %v432 = bitcast double %v431 to i64
  %v433 = sub i64 %v432, %v423
  %v434 = add i64 %v433, 1023
  %v435 = shl i64 %v434, 52
  %v436 = bitcast i64 %v435 to double
  %v437 = fmul double %v429, %v436
  %v438 = select i1 %v52, double %v53, double %v437
  %v439 = select i1 %v49, double %v51, double %v438
  %v440 = select i1 %v42, double %v48, double %v439
  %v441 = select i1 %v44, double 0x3FF0000000000000, double %v440
  %v442 = fneg double %v441
  %v443 = select i1 %v41, double %v442, double %v441
  %v444 = select i1 %v25, double 0x7FF8000000000000, double %v443
  %v445 = select i1 %v9, double %v10, double %v444
  %v446 = select i1 %v6, double 0x3FF0000000000000, double %v445
  ret double %v446
}
define void @update(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %b0.slot = getelementptr i64, ptr %args, i64 0
  %b0 = load ptr, ptr %b0.slot, align 8
  %b1.slot = getelementptr i64, ptr %args, i64 1
  %b1 = load ptr, ptr %b1.slot, align 8
  %b2.slot = getelementptr i64, ptr %args, i64 2
  %b2 = load ptr, ptr %b2.slot, align 8
  %b3.slot = getelementptr i64, ptr %args, i64 3
  %b3 = load ptr, ptr %b3.slot, align 8
  %b4.slot = getelementptr i64, ptr %args, i64 4
  %b4 = load ptr, ptr %b4.slot, align 8
  %b5.slot = getelementptr i64, ptr %args, i64 5
  %b5 = load ptr, ptr %b5.slot, align 8
  %b6.slot = getelementptr i64, ptr %args, i64 6
  %b6 = load ptr, ptr %b6.slot, align 8
  %s0.slot = getelementptr i64, ptr %args, i64 7
  %s0 = load double, ptr %s0.slot, align 8
  %s1.slot = getelementptr i64, ptr %args, i64 8
  %s1 = load double, ptr %s1.slot, align 8
  %s2.slot = getelementptr i64, ptr %args, i64 9
  %s2 = load double, ptr %s2.slot, align 8
  %s3.slot = getelementptr i64, ptr %args, i64 10
  %s3 = load double, ptr %s3.slot, align 8
  %s4.slot = getelementptr i64, ptr %args, i64 11
  %s4 = load double, ptr %s4.slot, align 8
  %v2 = fsub double 0x3FF0000000000000, %s1
  %v3 = fptrunc double %v2 to float
  %v4 = call float @llvm.fabs.f32(float %v3)
  %v6 = fcmp olt float %v4, 0x3FE0000000000000
  %v8 = fsub float %v3, 0x3FF0000000000000
  %v9 = select i1 %v6, float %v3, float %v8
  %v11 = fsub double 0x3FF0000000000000, %s2
  %v12 = fptrunc double %v11 to float
  %v13 = fptrunc double %s2 to float
  %v16 = fmul double %s0, %s4
  %v17 = fsub double 0x3FF0000000000000, %v16
  %v18 = fptrunc double %v17 to float
  %b4.at = getelementptr float, ptr %b4, i64 0
  %v19 = load float, ptr %b4.at, align 4
  %v20 = fpext float %v19 to double
  %v21 = fadd double %v20, 0x3FF0000000000000
  %v22 = call double @pow.f64(double %s1, double %v21)
  %v23 = fsub double 0x3FF0000000000000, %v22
  %v24 = fdiv double %s0, %v23
  %v25 = fptrunc double %v24 to float
  %v26 = fneg float %v25
  %v27 = call double @pow.f64(double %s2, double %v21)
  %v28 = fsub double 0x3FF0000000000000, %v27
  %v29 = call double @llvm.sqrt.f64(double %v28)
  %v30 = fptrunc double %v29 to float
  %v32 = fptrunc double %s3 to float
  %v6.x4.lane = insertelement <4 x i1> poison, i1 %v6, i64 0
  %v6.x4 = shufflevector <4 x i1> %v6.x4.lane, <4 x i1> poison, <4 x i32> zeroinitializer
  %v9.x4.lane = insertelement <4 x float> poison, float %v9, i64 0
  %v9.x4 = shufflevector <4 x float> %v9.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v12.x4.lane = insertelement <4 x float> poison, float %v12, i64 0
  %v12.x4 = shufflevector <4 x float> %v12.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v13.x4.lane = insertelement <4 x float> poison, float %v13, i64 0
  %v13.x4 = shufflevector <4 x float> %v13.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v18.x4.lane = insertelement <4 x float> poison, float %v18, i64 0
  %v18.x4 = shufflevector <4 x float> %v18.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v26.x4.lane = insertelement <4 x float> poison, float %v26, i64 0
  %v26.x4 = shufflevector <4 x float> %v26.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v30.x4.lane = insertelement <4 x float> poison, float %v30, i64 0
  %v30.x4 = shufflevector <4 x float> %v30.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %v32.x4.lane = insertelement <4 x float> poison, float %v32, i64 0
  %v32.x4 = shufflevector <4 x float> %v32.x4.lane, <4 x float> poison, <4 x i32> zeroinitializer
  %length = sub i64 %end, %begin
  %large = icmp sge i64 %length, 14563
  %far.end = select i1 %large, i64 %end, i64 %begin
  %cell = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.cell = phi <1 x i64> [%cell, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.cell, i64 0
  %i0.next = add nsw i64 %i0, 8
  %more0 = icmp sle i64 %i0.next, %far.end
  br i1 %more0, label %body0, label %loop1
body0:
  %b0.at = getelementptr float, ptr %b0, i64 %i0
  %b0.at.far = getelementptr i8, ptr %b0.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b0.at.far, i32 0, i32 3, i32 1)
  %b1.at = getelementptr float, ptr %b1, i64 %i0
  %b1.at.far = getelementptr i8, ptr %b1.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b1.at.far, i32 0, i32 3, i32 1)
  %b2.at = getelementptr float, ptr %b2, i64 %i0
  %b2.at.far = getelementptr i8, ptr %b2.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b2.at.far, i32 0, i32 3, i32 1)
  %b3.at = getelementptr float, ptr %b3, i64 %i0
  %b3.at.far = getelementptr i8, ptr %b3.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b3.at.far, i32 0, i32 3, i32 1)
  %b5.at = getelementptr float, ptr %b5, i64 %i0
  %b5.at.far = getelementptr i8, ptr %b5.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b5.at.far, i32 0, i32 3, i32 1)
  %i0.1 = add i64 %i0, 4
  %b1.at.1 = getelementptr float, ptr %b1, i64 %i0
  %v33 = load <4 x float>, ptr %b1.at.1, align 4
  %b1.at.2 = getelementptr float, ptr %b1, i64 %i0.1
  %v33.1 = load <4 x float>, ptr %b1.at.2, align 4
  %b2.at.1 = getelementptr float, ptr %b2, i64 %i0
  %v34 = load <4 x float>, ptr %b2.at.1, align 4
  %b2.at.2 = getelementptr float, ptr %b2, i64 %i0.1
  %v34.1 = load <4 x float>, ptr %b2.at.2, align 4
  %b3.at.1 = getelementptr float, ptr %b3, i64 %i0
  %v35 = load <4 x float>, ptr %b3.at.1, align 4
  %b3.at.2 = getelementptr float, ptr %b3, i64 %i0.1
  %v35.1 = load <4 x float>, ptr %b3.at.2, align 4
  %b5.at.1 = getelementptr float, ptr %b5, i64 %i0
  %v36 = load <4 x float>, ptr %b5.at.1, align 4
  %b5.at.2 = getelementptr float, ptr %b5, i64 %i0.1
  %v36.1 = load <4 x float>, ptr %b5.at.2, align 4
  %b0.at.1 = getelementptr float, ptr %b0, i64 %i0
  %v37 = load <4 x float>, ptr %b0.at.1, align 4
  %b0.at.2 = getelementptr float, ptr %b0, i64 %i0.1
  %v37.1 = load <4 x float>, ptr %b0.at.2, align 4
  %v38 = fsub <4 x float> %v33, %v34
  %v38.1 = fsub <4 x float> %v33.1, %v34.1
  %v39 = select <4 x i1> %v6.x4, <4 x float> %v34, <4 x float> %v33
  %v39.1 = select <4 x i1> %v6.x4, <4 x float> %v34.1, <4 x float> %v33.1
  %v40 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v9.x4, <4 x float> %v38, <4 x float> %v39)
  %v40.1 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v9.x4, <4 x float> %v38.1, <4 x float> %v39.1)
  %v41 = fmul <4 x float> %v12.x4, %v33
  %v41.1 = fmul <4 x float> %v12.x4, %v33.1
  %v42 = fmul <4 x float> %v35, %v13.x4
  %v42.1 = fmul <4 x float> %v35.1, %v13.x4
  %v43 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v41, <4 x float> %v33, <4 x float> %v42)
  %v43.1 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v41.1, <4 x float> %v33.1, <4 x float> %v42.1)
  %v44 = fcmp ogt <4 x float> %v36, %v43
  %v44.1 = fcmp ogt <4 x float> %v36.1, %v43.1
  %v45 = fcmp une <4 x float> %v36, %v36
  %v45.1 = fcmp une <4 x float> %v36.1, %v36.1
  %v46 = or <4 x i1> %v44, %v45
  %v46.1 = or <4 x i1> %v44.1, %v45.1
  %v47 = select <4 x i1> %v46, <4 x float> %v36, <4 x float> %v43
  %v47.1 = select <4 x i1> %v46.1, <4 x float> %v36.1, <4 x float> %v43.1
  %v48 = fmul <4 x float> %v37, %v18.x4
  %v48.1 = fmul <4 x float> %v37.1, %v18.x4
  %v49 = fmul <4 x float> %v26.x4, %v40
  %v49.1 = fmul <4 x float> %v26.x4, %v40.1
  %v50 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v47)
  %v50.1 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v47.1)
  %v51 = fdiv <4 x float> %v50, %v30.x4
  %v51.1 = fdiv <4 x float> %v50.1, %v30.x4
  %v52 = fadd <4 x float> %v51, %v32.x4
  %v52.1 = fadd <4 x float> %v51.1, %v32.x4
  %v53 = fdiv <4 x float> %v49, %v52
  %v53.1 = fdiv <4 x float> %v49.1, %v52.1
  %v54 = fadd <4 x float> %v48, %v53
  %v54.1 = fadd <4 x float> %v48.1, %v53.1
  %b2.at.3 = getelementptr float, ptr %b2, i64 %i0
  store <4 x float> %v40, ptr %b2.at.3, align 4
  %b2.at.4 = getelementptr float, ptr %b2, i64 %i0.1
  store <4 x float> %v40.1, ptr %b2.at.4, align 4
  %b3.at.3 = getelementptr float, ptr %b3, i64 %i0
  store <4 x float> %v43, ptr %b3.at.3, align 4
  %b3.at.4 = getelementptr float, ptr %b3, i64 %i0.1
  store <4 x float> %v43.1, ptr %b3.at.4, align 4
  %b5.at.3 = getelementptr float, ptr %b5, i64 %i0
  store <4 x float> %v47, ptr %b5.at.3, align 4
  %b5.at.4 = getelementptr float, ptr %b5, i64 %i0.1
  store <4 x float> %v47.1, ptr %b5.at.4, align 4
  %b6.at = getelementptr float, ptr %b6, i64 %i0
  store <4 x float> %v54, ptr %b6.at, align 4
  %b6.at.1 = getelementptr float, ptr %b6, i64 %i0.1
  store <4 x float> %v54.1, ptr %b6.at.1, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.cell = phi <1 x i64> [%i0.cell, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.cell, i64 0
  %i1.next = add nsw i64 %i1, 8
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %i1.1 = add i64 %i1, 4
  %b1.at.3 = getelementptr float, ptr %b1, i64 %i1
  %v33.2 = load <4 x float>, ptr %b1.at.3, align 4
  %b1.at.4 = getelementptr float, ptr %b1, i64 %i1.1
  %v33.3 = load <4 x float>, ptr %b1.at.4, align 4
  %b2.at.5 = getelementptr float, ptr %b2, i64 %i1
  %v34.2 = load <4 x float>, ptr %b2.at.5, align 4
  %b2.at.6 = getelementptr float, ptr %b2, i64 %i1.1
  %v34.3 = load <4 x float>, ptr %b2.at.6, align 4
  %b3.at.5 = getelementptr float, ptr %b3, i64 %i1
  %v35.2 = load <4 x float>, ptr %b3.at.5, align 4
  %b3.at.6 = getelementptr float, ptr %b3, i64 %i1.1
  %v35.3 = load <4 x float>, ptr %b3.at.6, align 4
  %b5.at.5 = getelementptr float, ptr %b5, i64 %i1
  %v36.2 = load <4 x float>, ptr %b5.at.5, align 4
  %b5.at.6 = getelementptr float, ptr %b5, i64 %i1.1
  %v36.3 = load <4 x float>, ptr %b5.at.6, align 4
  %b0.at.3 = getelementptr float, ptr %b0, i64 %i1
  %v37.2 = load <4 x float>, ptr %b0.at.3, align 4
  %b0.at.4 = getelementptr float, ptr %b0, i64 %i1.1
  %v37.3 = load <4 x float>, ptr %b0.at.4, align 4
  %v38.2 = fsub <4 x float> %v33.2, %v34.2
  %v38.3 = fsub <4 x float> %v33.3, %v34.3
  %v39.2 = select <4 x i1> %v6.x4, <4 x float> %v34.2, <4 x float> %v33.2
  %v39.3 = select <4 x i1> %v6.x4, <4 x float> %v34.3, <4 x float> %v33.3
  %v40.2 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v9.x4, <4 x float> %v38.2, <4 x float> %v39.2)
  %v40.3 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v9.x4, <4 x float> %v38.3, <4 x float> %v39.3)
  %v41.2 = fmul <4 x float> %v12.x4, %v33.2
  %v41.3 = fmul <4 x float> %v12.x4, %v33.3
  %v42.2 = fmul <4 x float> %v35.2, %v13.x4
  %v42.3 = fmul <4 x float> %v35.3, %v13.x4
  %v43.2 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v41.2, <4 x float> %v33.2, <4 x float> %v42.2)
  %v43.3 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v41.3, <4 x float> %v33.3, <4 x float> %v42.3)
  %v44.2 = fcmp ogt <4 x float> %v36.2, %v43.2
  %v44.3 = fcmp ogt <4 x float> %v36.3, %v43.3
  %v45.2 = fcmp une <4 x float> %v36.2, %v36.2
  %v45.3 = fcmp une <4 x float> %v36.3, %v36.3
  %v46.2 = or <4 x i1> %v44.2, %v45.2
  %v46.3 = or <4 x i1> %v44.3, %v45.3
  %v47.2 = select <4 x i1> %v46.2, <4 x float> %v36.2, <4 x float> %v43.2
  %v47.3 = select <4 x i1> %v46.3, <4 x float> %v36.3, <4 x float> %v43.3
  %v48.2 = fmul <4 x float> %v37.2, %v18.x4
  %v48.3 = fmul <4 x float> %v37.3, %v18.x4
  %v49.2 = fmul <4 x float> %v26.x4, %v40.2
  %v49.3 = fmul <4 x float> %v26.x4, %v40.3
  %v50.2 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v47.2)
  %v50.3 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v47.3)
  %v51.2 = fdiv <4 x float> %v50.2, %v30.x4
  %v51.3 = fdiv <4 x float> %v50.3, %v30.x4
  %v52.2 = fadd <4 x float> %v51.2, %v32.x4
  %v52.3 = fadd <4 x float> %v51.3, %v32.x4
  %v53.2 = fdiv <4 x float> %v49.2, %v52.2
  %v53.3 = fdiv <4 x float> %v49.3, %v52.3
  %v54.2 = fadd <4 x float> %v48.2, %v53.2
  %v54.3 = fadd <4 x float> %v48.3, %v53.3
  %b2.at.7 = getelementptr float, ptr %b2, i64 %i1
  store <4 x float> %v40.2, ptr %b2.at.7, align 4
  %b2.at.8 = getelementptr float, ptr %b2, i64 %i1.1
  store <4 x float> %v40.3, ptr %b2.at.8, align 4
  %b3.at.7 = getelementptr float, ptr %b3, i64 %i1
  store <4 x float> %v43.2, ptr %b3.at.7, align 4
  %b3.at.8 = getelementptr float, ptr %b3, i64 %i1.1
  store <4 x float> %v43.3, ptr %b3.at.8, align 4
  %b5.at.7 = getelementptr float, ptr %b5, i64 %i1
  store <4 x float> %v47.2, ptr %b5.at.7, align 4
  %b5.at.8 = getelementptr float, ptr %b5, i64 %i1.1
  store <4 x float> %v47.3, ptr %b5.at.8, align 4
  %b6.at.2 = getelementptr float, ptr %b6, i64 %i1
  store <4 x float> %v54.2, ptr %b6.at.2, align 4
  %b6.at.3 = getelementptr float, ptr %b6, i64 %i1.1
  store <4 x float> %v54.3, ptr %b6.at.3, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.cell = phi <1 x i64> [%i1.cell, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.cell, i64 0
  %i2.next = add nsw i64 %i2, 4
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %b1.at.5 = getelementptr float, ptr %b1, i64 %i2
  %v33.4 = load <4 x float>, ptr %b1.at.5, align 4
  %b2.at.9 = getelementptr float, ptr %b2, i64 %i2
  %v34.4 = load <4 x float>, ptr %b2.at.9, align 4
  %b3.at.9 = getelementptr float, ptr %b3, i64 %i2
  %v35.4 = load <4 x float>, ptr %b3.at.9, align 4
  %b5.at.9 = getelementptr float, ptr %b5, i64 %i2
  %v36.4 = load <4 x float>, ptr %b5.at.9, align 4
  %b0.at.5 = getelementptr float, ptr %b0, i64 %i2
  %v37.4 = load <4 x float>, ptr %b0.at.5, align 4
  %v38.4 = fsub <4 x float> %v33.4, %v34.4
  %v39.4 = select <4 x i1> %v6.x4, <4 x float> %v34.4, <4 x float> %v33.4
  %v40.4 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v9.x4, <4 x float> %v38.4, <4 x float> %v39.4)
  %v41.4 = fmul <4 x float> %v12.x4, %v33.4
  %v42.4 = fmul <4 x float> %v35.4, %v13.x4
  %v43.4 = call <4 x float> @llvm.fma.v4f32(<4 x float> %v41.4, <4 x float> %v33.4, <4 x float> %v42.4)
  %v44.4 = fcmp ogt <4 x float> %v36.4, %v43.4
  %v45.4 = fcmp une <4 x float> %v36.4, %v36.4
  %v46.4 = or <4 x i1> %v44.4, %v45.4
  %v47.4 = select <4 x i1> %v46.4, <4 x float> %v36.4, <4 x float> %v43.4
  %v48.4 = fmul <4 x float> %v37.4, %v18.x4
  %v49.4 = fmul <4 x float> %v26.x4, %v40.4
  %v50.4 = call <4 x float> @llvm.sqrt.v4f32(<4 x float> %v47.4)
  %v51.4 = fdiv <4 x float> %v50.4, %v30.x4
  %v52.4 = fadd <4 x float> %v51.4, %v32.x4
  %v53.4 = fdiv <4 x float> %v49.4, %v52.4
  %v54.4 = fadd <4 x float> %v48.4, %v53.4
  %b2.at.10 = getelementptr float, ptr %b2, i64 %i2
  store <4 x float> %v40.4, ptr %b2.at.10, align 4
  %b3.at.10 = getelementptr float, ptr %b3, i64 %i2
  store <4 x float> %v43.4, ptr %b3.at.10, align 4
  %b5.at.10 = getelementptr float, ptr %b5, i64 %i2
  store <4 x float> %v47.4, ptr %b5.at.10, align 4
  %b6.at.4 = getelementptr float, ptr %b6, i64 %i2
  store <4 x float> %v54.4, ptr %b6.at.4, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.cell = phi <1 x i64> [%i2.cell, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.cell, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %b1.at.6 = getelementptr float, ptr %b1, i64 %i3
  %v33.5 = load float, ptr %b1.at.6, align 4
  %b2.at.11 = getelementptr float, ptr %b2, i64 %i3
  %v34.5 = load float, ptr %b2.at.11, align 4
  %b3.at.11 = getelementptr float, ptr %b3, i64 %i3
  %v35.5 = load float, ptr %b3.at.11, align 4
  %b5.at.11 = getelementptr float, ptr %b5, i64 %i3
  %v36.5 = load float, ptr %b5.at.11, align 4
  %b0.at.6 = getelementptr float, ptr %b0, i64 %i3
  %v37.5 = load float, ptr %b0.at.6, align 4
  %v38.5 = fsub float %v33.5, %v34.5
  %v39.5 = select i1 %v6, float %v34.5, float %v33.5
  %v40.5 = call float @llvm.fma.f32(float %v9, float %v38.5, float %v39.5)
  %v41.5 = fmul float %v12, %v33.5
  %v42.5 = fmul float %v35.5, %v13
  %v43.5 = call float @llvm.fma.f32(float %v41.5, float %v33.5, float %v42.5)
  %v44.5 = fcmp ogt float %v36.5, %v43.5
  %v45.5 = fcmp une float %v36.5, %v36.5
  %v46.5 = or i1 %v44.5, %v45.5
  %v47.5 = select i1 %v46.5, float %v36.5, float %v43.5
  %v48.5 = fmul float %v37.5, %v18
  %v49.5 = fmul float %v26, %v40.5
  %v50.5 = call float @llvm.sqrt.f32(float %v47.5)
  %v51.5 = fdiv float %v50.5, %v30
  %v52.5 = fadd float %v51.5, %v32
  %v53.5 = fdiv float %v49.5, %v52.5
  %v54.5 = fadd float %v48.5, %v53.5
  %b2.at.12 = getelementptr float, ptr %b2, i64 %i3
  store float %v40.5, ptr %b2.at.12, align 4
  %b3.at.12 = getelementptr float, ptr %b3, i64 %i3
  store float %v43.5, ptr %b3.at.12, align 4
  %b5.at.12 = getelementptr float, ptr %b5, i64 %i3
  store float %v47.5, ptr %b5.at.12, align 4
  %b6.at.5 = getelementptr float, ptr %b6, i64 %i3
  store float %v54.5, ptr %b6.at.5, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }

declare void @llvm.prefetch.p0(ptr, i32, i32, i32)
define void @update(ptr %args, i64 %begin, i64 %end) #0 {
entry:
  %b4.slot = getelementptr i64, ptr %args, i64 0
  %b4 = load ptr, ptr %b4.slot, align 8
  %length = sub i64 %end, %begin
  %large = icmp sge i64 %length, 65536
  %far.end = select i1 %large, i64 %end, i64 %begin
  %cell = insertelement <1 x i64> poison, i64 %begin, i64 0
  br label %loop0
loop0:
  %i0.cell = phi <1 x i64> [%cell, %entry], [%i0.again, %body0]
  %i0 = extractelement <1 x i64> %i0.cell, i64 0
  %i0.next = add nsw i64 %i0, 4
  %more0 = icmp sle i64 %i0.next, %far.end
  br i1 %more0, label %body0, label %loop1
body0:
  %b4.at = getelementptr float, ptr %b4, i64 %i0
  %b4.at.far = getelementptr i8, ptr %b4.at, i64 2048
  call void @llvm.prefetch.p0(ptr %b4.at.far, i32 0, i32 3, i32 1)
  %i0.1 = add i64 %i0, 2
  %b4.at.1 = getelementptr float, ptr %b4, i64 %i0
  %v1 = load <2 x float>, ptr %b4.at.1, align 4
  %b4.at.2 = getelementptr float, ptr %b4, i64 %i0.1
  %v1.1 = load <2 x float>, ptr %b4.at.2, align 4
  %v2 = fpext <2 x float> %v1 to <2 x double>
  %v2.1 = fpext <2 x float> %v1.1 to <2 x double>
  %v3 = fadd <2 x double> %v2, splat (double 0x3FF0000000000000)
  %v3.1 = fadd <2 x double> %v2.1, splat (double 0x3FF0000000000000)
  %v4 = fptrunc <2 x double> %v3 to <2 x float>
  %v4.1 = fptrunc <2 x double> %v3.1 to <2 x float>
  %b4.at.3 = getelementptr float, ptr %b4, i64 %i0
  store <2 x float> %v4, ptr %b4.at.3, align 4
  %b4.at.4 = getelementptr float, ptr %b4, i64 %i0.1
  store <2 x float> %v4.1, ptr %b4.at.4, align 4
  %i0.again = insertelement <1 x i64> poison, i64 %i0.next, i64 0
  br label %loop0
loop1:
  %i1.cell = phi <1 x i64> [%i0.cell, %loop0], [%i1.again, %body1]
  %i1 = extractelement <1 x i64> %i1.cell, i64 0
  %i1.next = add nsw i64 %i1, 4
  %more1 = icmp sle i64 %i1.next, %end
  br i1 %more1, label %body1, label %loop2
body1:
  %i1.1 = add i64 %i1, 2
  %b4.at.5 = getelementptr float, ptr %b4, i64 %i1
  %v1.2 = load <2 x float>, ptr %b4.at.5, align 4
  %b4.at.6 = getelementptr float, ptr %b4, i64 %i1.1
  %v1.3 = load <2 x float>, ptr %b4.at.6, align 4
  %v2.2 = fpext <2 x float> %v1.2 to <2 x double>
  %v2.3 = fpext <2 x float> %v1.3 to <2 x double>
  %v3.2 = fadd <2 x double> %v2.2, splat (double 0x3FF0000000000000)
  %v3.3 = fadd <2 x double> %v2.3, splat (double 0x3FF0000000000000)
  %v4.2 = fptrunc <2 x double> %v3.2 to <2 x float>
  %v4.3 = fptrunc <2 x double> %v3.3 to <2 x float>
  %b4.at.7 = getelementptr float, ptr %b4, i64 %i1
  store <2 x float> %v4.2, ptr %b4.at.7, align 4
  %b4.at.8 = getelementptr float, ptr %b4, i64 %i1.1
  store <2 x float> %v4.3, ptr %b4.at.8, align 4
  %i1.again = insertelement <1 x i64> poison, i64 %i1.next, i64 0
  br label %loop1
loop2:
  %i2.cell = phi <1 x i64> [%i1.cell, %loop1], [%i2.again, %body2]
  %i2 = extractelement <1 x i64> %i2.cell, i64 0
  %i2.next = add nsw i64 %i2, 2
  %more2 = icmp sle i64 %i2.next, %end
  br i1 %more2, label %body2, label %loop3
body2:
  %b4.at.9 = getelementptr float, ptr %b4, i64 %i2
  %v1.4 = load <2 x float>, ptr %b4.at.9, align 4
  %v2.4 = fpext <2 x float> %v1.4 to <2 x double>
  %v3.4 = fadd <2 x double> %v2.4, splat (double 0x3FF0000000000000)
  %v4.4 = fptrunc <2 x double> %v3.4 to <2 x float>
  %b4.at.10 = getelementptr float, ptr %b4, i64 %i2
  store <2 x float> %v4.4, ptr %b4.at.10, align 4
  %i2.again = insertelement <1 x i64> poison, i64 %i2.next, i64 0
  br label %loop2
loop3:
  %i3.cell = phi <1 x i64> [%i2.cell, %loop2], [%i3.again, %body3]
  %i3 = extractelement <1 x i64> %i3.cell, i64 0
  %i3.next = add nsw i64 %i3, 1
  %more3 = icmp sle i64 %i3.next, %end
  br i1 %more3, label %body3, label %done
body3:
  %b4.at.11 = getelementptr float, ptr %b4, i64 %i3
  %v1.5 = load float, ptr %b4.at.11, align 4
  %v2.5 = fpext float %v1.5 to double
  %v3.5 = fadd double %v2.5, 0x3FF0000000000000
  %v4.5 = fptrunc double %v3.5 to float
  %b4.at.12 = getelementptr float, ptr %b4, i64 %i3
  store float %v4.5, ptr %b4.at.12, align 4
  %i3.again = insertelement <1 x i64> poison, i64 %i3.next, i64 0
  br label %loop3
done:
  ret void
}
attributes #0 = { nounwind "no-builtins" }
